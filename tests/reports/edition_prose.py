"""The sentences of the example edition, in the wording that headquarters might choose; its facts are those printed on 30 July 2021."""

# Every entry: (Japanese, English)
TITLE = (
    "グラスルーツからの日米関係強化に関する政府タスクフォース",
    ("Government Task Force for Strengthening Japan-U.S. Relations from the Grassroots"),
)
SUBTITLE = "これまでの取組", "Efforts to Date"
ORGANISATION = "外務省", "Ministry of Foreign Affairs of Japan"
LEAD = (
    (
        "2017年に策定した行動計画に基づき、関係省庁・機関や在米日本企業が連携しつつ、日米経済関係に関する情報発信、"
        "姉妹都市関連イベント、日系企業支援、日本祭り・日本関連イベント、観光促進イベント、日本食PR等、累計918件の事業を実施。"
    ),
    (
        "Under the Action Plan drawn up in 2017, ministries, agencies and Japanese companies in the United States have worked "
        "together on 918 projects in total: information on Japan-U.S. economic relations, sister-city events, support for "
        "Japanese companies, Japan festivals and Japan-related events, tourism promotion, Japanese food promotion and others."
    ),
)
EMPHASIS = "累計918件", "918 projects in total"
MAP_TITLE = (
    "2017年度－2020年度の案件実施状況（地域別累計実績）",
    "Projects carried out, FY2017–FY2020 (total by region)",
)
CHART_TITLE = "年度別の参加者数", "Participants by fiscal year"
SAMPLE = "見本（地域別などの内訳は架空の数値）", "Sample (regional and other breakdowns are invented numbers)"
RULES = (
    "参加者数の計上基準：2017年度－2020年度とも対面及びオンライン（同時配信）。録画視聴は含まない。",
    "Participants counted in FY2017–FY2020: in person and live online; on-demand views are not included.",
)
JOINT = (
    "共催案件は主担当公館の1件として数え、他の公館には再掲として示す。",
    "A joint event counts once, under its lead mission; under its partners it is shown beside the sums.",
)
SOURCE = (
    "外務省（在米公館からの報告に基づく集計）",
    "Ministry of Foreign Affairs of Japan, from reports of its missions in the United States",
)
REGION_LEAD = (
    (
        "広大で多様性に富む米国では、地域ごとの特徴に応じた「テイラー・メイド」のアプローチが不可欠。"
        "各在米公館が、それぞれの管轄地域の特徴に合わせて様々な事業を企画し、実施してきた。"
    ),
    (
        "In a country as large and diverse as the United States, a tailor-made approach to each region is indispensable. "
        "Each mission has planned and carried out projects that suit the region it serves."
    ),
)
INTEREST_LEAD = (
    "日本への関心の程度によって、訴求対象ごとに力を入れるべき点と目標は異なる。そこで場合を分け、きめ細かなアプローチを取ってきた。",
    "Emphasis and goals differ with an audience's interest in Japan; audiences have therefore been approached level by level.",
)
REGION_PAGE = "行動計画（地域の特徴に応じたアプローチ）", "Action Plan: approaches by type of region"
INTEREST_PAGE = "行動計画（訴求対象の関心度に応じたアプローチ）", "Action Plan: approaches by level of interest"
PRACTICES_PAGE = "その他グッドプラクティス", "Other good practices"
PRACTICES_TOPIC = "州知事・市長等との人脈形成", "Building relations with governors, mayors and others"
SUMMARY_PAGE = "これまでの取組の総括", "Summary of efforts to date"

REGION_GROUPS = (
    (
        ("（1）進出日本企業が多い地域", "(1) Areas with many Japanese companies"),
        ("草の根キャラバン（インディアナ州）", "Grassroots Caravan (Indiana)"),
        (
            ("日系企業が多く進出するインディアナ州などの中西部で地方都市を回り、日本企業が地元に貢献していることを伝えた。",
             "Toured smaller cities of the Midwest, such as Indiana with its many Japanese companies, to show what these contribute locally."),
        ),
        ("訪問先の市長が、ビジネスミッションを率いて訪日した成功事例がある。",
         "In one case the mayor of a city visited later led a business mission to Japan."),
        ("草の根キャラバンによる企業訪問（インディアナ州ワシントン市）", "Company visit of the Grassroots Caravan (Washington, Indiana)"),
        "CHI-2019-0004",
    ),
    (
        ("（2）日本語学習者が少ない地域", "(2) Areas with few learners of Japanese"),
        ("柴犬祭り（コロラド州）", "Shiba Inu Festival (Colorado)"),
        (("日本語学習者の多い西海岸・東海岸・中西部以外の地域で、日本祭りを実施。",
          "Japan festivals in areas other than the West Coast, East Coast and Midwest, where learners are many."),),
        ("", ""),
        ("柴犬祭りの様子（コロラド州オーロラ市）", "Shiba Inu Festival (Aurora, Colorado)"),
        "DEN-2018-0002",
    ),
    (
        ("（3）特定の産業分野や研究開発領域などに特色を有する地域", "(3) Areas distinguished by an industry or field of research"),
        ("CIC（マサチューセッツ州）", "CIC (Massachusetts)"),
        (("スタートアップ企業が集まるボストンで、支援団体の中にサテライト・ブースを常設し、イベントを実施。",
          "In Boston, home of many start-ups, a permanent satellite booth at a start-up support organisation, with events."),),
        ("", ""),
        ("CICにおけるネットワーキングイベントの様子（マサチューセッツ州ケンブリッジ市）", "Networking event at CIC (Cambridge, Massachusetts)"),
        "BOS-2019-0011",
    ),
    (
        ("（4）地方間交流が存在する地域", "(4) Areas with exchange between local communities"),
        ("日アラスカ友好ビデオキャンペーン（アラスカ州）", "Japan-Alaska friendship video campaign (Alaska)"),
        (("姉妹都市関係を持つ自治体があるアラスカ州で「日アラスカ姉妹都市フォーラム」を設立し、ビデオコンテストをオンラインで実施。",
          "In Alaska, whose municipalities have sister cities in Japan, founded the Japan-Alaska Sister City Forum and held a video contest online."),),
        ("", ""),
        ("日アラスカ姉妹都市フォーラムの様子", "Japan-Alaska Sister City Forum"),
        "ANC-2020-0001",
    ),
)  # fmt: skip
"""Approach, example, points, outcome, caption, number of the event."""

INTEREST_GROUPS = (
    (
        ("（１）現時点で日本への関心度が必ずしも高くない訴求対象", "(1) Audiences whose interest in Japan is not necessarily high at present"),
        ("幅広い人達に対してソフトなコンテンツを一方的に発信", "Soft content, one-way, to a broad public"),
        ("マイアミ総：オーランド日本祭り", "Miami: Orlando Japan Festival"),
        ("オーランド日本人会が毎年企画する日本祭（オンライン開催）で、日本の食などを発信し、日系旅行業者が日本の観光情報を提供。",
         "At the yearly festival of the Orlando Japanese association, held online, presented Japanese food; Japanese travel companies gave information on visiting Japan."),
        ("オンラインでのオーランド日本祭りの様子", "Orlando Japan Festival online"),
        "MIA-2020-0003",
    ),
    (
        ("（２）日本への関心が一定程度ある訴求対象", "(2) Audiences with a certain interest in Japan"),
        ("対象を絞って双方向の交流を実施", "Two-way exchange with a chosen audience"),
        ("在米大：メリーランド州と神奈川県の友好提携40周年事業", "Embassy: 40 years of friendship between Maryland and Kanagawa"),
        ("友好提携を結ぶ両地域の学生が、地域の魅力を相手国の言語で紹介する映像を制作。今後の活躍が期待される学生同士の交流をオンラインで促した。",
         "Students of both partner regions made films about their region in the other's language; exchange between promising students was furthered online."),
        ("オンラインでのメリーランド州と神奈川県の友好提携40周年事業の様子", "Maryland-Kanagawa 40th anniversary, online"),
        "EMB-2020-0008",
    ),
    (
        ("（３）日本への関心が高い訴求対象", "(3) Audiences with a high interest in Japan"),
        ("一般情報では入手できない専門的・高度な内容を発信", "Specialised, advanced content not found in general information"),
        ("ニューヨーク総：在ニューヨーク投資家・金融機関等を対象とする情報発信", "New York: information for investors and financial institutions"),
        ("米国の金融・経済の中心であるニューヨークで、投資家の関心が高い「世界に開かれた国際金融センターの実現」をテーマに、金融庁の協力を得て米国投資家向けウェビナーを開催。",
         "In New York, centre of American finance, a webinar for U.S. investors on an international financial centre open to the world, with the Financial Services Agency."),
        ("オンラインでの投資家向けウェビナーの様子", "Webinar for investors"),
        "NYC-2020-0015",
    ),
)  # fmt: skip
"""Level, method, example, text, caption, number of the event: paired by their method."""

PRACTICES = (
    (
        ("全米知事会の機会の大使主催レセプション（ワシントンＤＣ）", "Ambassador's reception during the governors' meeting (Washington, D.C.)"),
        (
            ("ワシントンＤＣで全米知事会の総会が開かれる機会に、27州の知事が出席する大使主催レセプションを公邸で開催。",
             "While the National Governors Association met in Washington, D.C., the Ambassador received the governors of 27 states at the residence."),
            ("日本政府関係者や日本企業幹部との接点を設け、新任の知事に日本と各州の友好関係・経済関係を紹介し、州知事との人脈形成を進めた。",
             "Brought them together with officials and executives from Japan and presented each state's friendship and economic ties with Japan to new governors."),
        ),
        ("", ""),
        "EMB-2018-0002",
    ),
    (
        ("シカゴ・グルメ（イリノイ州）", "Chicago Gourmet (Illinois)"),
        (
            ("シカゴ圏最大の食の祭典「シカゴ・グルメ」に、和牛専門家として名高い千葉祐士氏を招き、会場内の特設ステージで講演・実演を実施。",
             "Invited Mr. Chiba, a noted expert on wagyu, to Chicago Gourmet, the largest food festival of the Chicago area, for a talk and demonstration on a stage of his own."),
            ("和牛を含む和食と日本酒の魅力を発信し、開会式に出席したエマニュエル・シカゴ市長（当時）との人脈形成につなげた。",
             "Presented Japanese cuisine including wagyu, and sake; it led to relations with Mayor Emanuel of Chicago (then in office), who attended the opening."),
        ),
        ("開会式でのエマニュエル・シカゴ市長挨拶", "Mayor Emanuel of Chicago at the opening"),
        "CHI-2018-0021",
    ),
)  # fmt: skip
SECOND_CAPTION = "エマニュエル・シカゴ市長へ千葉氏紹介", "Mr. Chiba is introduced to Mayor Emanuel"

POINTS = (
    (("日米経済関係は、日系企業の活発な対米投資・雇用創出と、日米貿易協定・デジタル貿易協定の発効により一層強固に。",
      "Japan-U.S. economic relations have grown still stronger through active investment and job creation by Japanese companies and the entry into force of the Trade Agreement and the Digital Trade Agreement."),
     ("", "")),
    ((("日本は、米国にとって輸出・輸入とも加、墨、中に続く第4位の相手国（貿易赤字全体に占める比率は6.1％、中、墨、独に続く第4位）、"
      "対米直接投資残高は世界第1位（2019年、6,447億ドル）。"),
      "For the United States Japan ranks fourth in exports and imports, after Canada, Mexico and China (6.1% of the trade deficit, fourth after China, Mexico and Germany), and first in the stock of direct investment (644.7 billion dollars, 2019)."),
     ("米商務省", "U.S. Department of Commerce")),
    (("雇用創出は英国に続く第2位（2018年、約95万人）。グリーンフィールド投資（M＆Aを除く、新規事業創立・既存事業拡張のための投資）による雇用に限れば2019年は第1位。",
      "In job creation second to the United Kingdom (about 950,000, 2018); first in 2019 for jobs by greenfield investment alone (new or expanded business, excluding M&A)."),
     ("米商務省", "U.S. Department of Commerce")),
    (("コロナ禍でも、進出日系企業は地元に根付いた良き企業市民として、米国人と手を携え、幅広い分野でコロナ対策を積極的に支援。",
      "During the pandemic too, Japanese companies, as good corporate citizens rooted in their communities, have supported countermeasures in many fields hand in hand with Americans."),
     ("", "")),
)  # fmt: skip
CONCLUSION = (
    "2017年策定の行動計画が定める指針は引き続き有効。これを継承しつつ、バイデン政権の重点分野を踏まえ、米国各地で取組を一層進めていくべき。",
    "The guidelines of the Action Plan of 2017 remain valid. Building on them and on the priorities of the Biden administration, efforts should be carried further in all parts of the United States.",
)
ATTACHED = "行動計画2.0については別紙参照。", "For Action Plan 2.0 see the annex."
INVESTMENT = "日本企業の対米直接投資残高", "Stock of Japanese direct investment in the United States"

BASES_PAGE = (
    "重点地域について（米国に進出する日本企業の拠点数）",
    "Priority states: business bases of Japanese companies",
)
BASES_NOTES = (
    ("「拠点数」には現地法人、支店、駐在員事務所、出張所等を含む。", "Bases include local subsidiaries, branches, representative offices, liaison offices and the like."),
    ("グアムは113、プエルトリコは6。", "Guam 113, Puerto Rico 6."),
)  # fmt: skip
BASES_SOURCE = (
    "外務省「進出日系企業実態調査（令和2年10月実施）」",
    "Ministry of Foreign Affairs of Japan, Survey of Japanese Businesses Overseas (October 2020)",
)
JOBS_PAGE = (
    "重点地域について（日系企業による米国の主な州別の雇用創出）",
    "Priority states: jobs created by Japanese companies, main states",
)
JOBS_TOTAL = "日本企業の雇用創出（2018年）", "Jobs created by Japanese companies (2018)"
JOBS_NOTE = (
    "括弧内の順位は当該州進出国中の日本の順位。11州で第1位。4州で第2位。",
    "The rank is that of Japan among the countries present in the state: first in 11 states, second in 4.",
)
JOBS_SOURCE = "米商務省経済分析局（2018年）", "U.S. Department of Commerce, Bureau of Economic Analysis (2018)"
FIRST = {"英国": ("*第1位は英国", "*First: United Kingdom"), "カナダ": ("*第1位はカナダ", "*First: Canada")}
LEARNERS_PAGE = "重点地域について（米国の日本語学習者数分布）", "Priority states: learners of Japanese"
LEARNERS_LEAD = "中央部の州において日本語学習者が少ない。", "Learners of Japanese are few in the central states."
LEARNERS_SOURCE = (
    "国際交流基金 日本語教育機関調査（2018年）",
    "The Japan Foundation, Survey on Japanese-Language Education Abroad (2018)",
)
NO_VALUES = "州別の数値は登録されていません。", "No values by state are on record."
FIGURES_PAGE = "資料：件数・参加者数の内訳", "Annex: events and participants in detail"
BASELINE = (
    "2017年度から2020年度までの参加者数は公表値（令和3年7月30日）。",
    "Participants of FY2017 to FY2020 are the published figures (30 July 2021).",
)
