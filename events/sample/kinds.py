"""Kinds of event that the sample draws from: titles in both languages, usual size, when and where they are held."""

from dataclasses import dataclass

ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`people` is a usual number in person, `online` a usual live audience; `{city}`, `{state}` stand in the titles."""

    category: str
    ja: str
    en: str
    what_ja: str
    what_en: str
    people: int
    online: int
    spread: float = 0.6
    weight: int = 10
    is_weekend: bool = False
    months: tuple[int, ...] = ALL_YEAR
    venues: tuple[str, ...] = ("Conference center",)
    partners: tuple[str, ...] = ()
    region_type: str = ""
    interest_level: str = ""
    officials: float = 0.0


CHAMBER, SOCIETY = "Japanese chamber of commerce", "Local Japan-America society"
COMMITTEE, UNIVERSITY = "Sister-city committee", "State university, Japanese program"
CITY, LIBRARY = "City office of international affairs", "Public library"

KINDS = (
    Kind(
        category="economy", ja="{city}日米経済関係セミナー", en="Seminar on Japan-U.S. Economic Relations, {city}",
        what_ja="日系企業の投資と雇用について、地元経済界に説明した。",
        what_en="Local business leaders heard about the investment and jobs that Japanese companies bring.",
        people=110, online=240, weight=11, partners=(CHAMBER, "World affairs council"), region_type="region-1",
        interest_level="interest-3", venues=("Conference center", "Hotel ballroom", "University hall"), officials=0.12,
    ),
    Kind(
        category="economy", ja="{state}・日本投資ラウンドテーブル", en="{state}–Japan Investment Roundtable",
        what_ja="州の経済開発担当者と日系企業が投資環境を話し合った。",
        what_en="State economic developers and Japanese companies discussed the conditions for investment.",
        people=45, online=90, weight=7, partners=("State department of commerce", CHAMBER), region_type="region-1",
        interest_level="interest-3", venues=("State capitol", "Official residence"), officials=0.35,
    ),
    Kind(
        category="economy", ja="{city}スタートアップ交流会", en="Japan Startup Networking Evening, {city}",
        what_ja="研究者、起業家、日本企業の担当者が交流した。",
        what_en="Researchers, founders and Japanese companies met one another.",
        people=85, online=160, weight=7, partners=("Innovation hub", UNIVERSITY), region_type="region-3",
        interest_level="interest-3", venues=("Innovation hub", "University hall"),
    ),
    Kind(
        category="economy", ja="{city}商工会議所での講演", en="Address to the Chamber of Commerce of {city}",
        what_ja="日米貿易協定と地域経済について講演した。",
        what_en="A talk on the Japan-U.S. trade agreements and what they mean for the region.",
        people=130, online=210, weight=8, partners=("Local chamber of commerce",), interest_level="interest-2",
        venues=("Hotel ballroom", "Chamber of commerce"), officials=0.1,
    ),
    Kind(
        category="sister-city", ja="{city}姉妹都市学生交流", en="Sister-City Student Exchange, {city}",
        what_ja="姉妹都市の学生同士が地域の魅力を紹介し合った。",
        what_en="Students of the sister cities presented their home towns to each other.",
        people=70, online=120, weight=8, partners=(COMMITTEE, "School district"), region_type="region-4",
        interest_level="interest-2", venues=("High school", "City hall"),
    ),
    Kind(
        category="sister-city", ja="{city}姉妹都市記念式典", en="Sister-City Commemoration, {city}",
        what_ja="市長と姉妹都市の代表団が交流の歩みを振り返った。",
        what_en="The mayor and the delegation of the sister city looked back on their exchange.",
        people=180, online=260, weight=7, partners=(COMMITTEE, CITY), region_type="region-4",
        interest_level="interest-2", venues=("City hall", "Botanical garden"), officials=0.4,
    ),
    Kind(
        category="business-support", ja="日系企業支援セミナー（労務・査証）", en="Seminar for Japanese Companies: Labor and Visas, {city}",
        what_ja="専門家が労務と査証の実務を日系企業に解説した。",
        what_en="Specialists explained labor and visa practice to Japanese companies.",
        people=60, online=150, weight=10, partners=(CHAMBER,), region_type="region-1",
        interest_level="interest-3", venues=("Conference center", "Consulate hall"),
    ),
    Kind(
        category="business-support", ja="{state}日系企業と州政府の意見交換会", en="Japanese Companies Meet the State Government, {state}",
        what_ja="進出日系企業の課題を州政府に伝えた。",
        what_en="Japanese companies put their concerns to the state government.",
        people=40, online=75, weight=6, partners=(CHAMBER, "State department of commerce"), region_type="region-1",
        interest_level="interest-2", venues=("State capitol", "Official residence"), officials=0.45,
    ),
    Kind(
        category="business-support", ja="{city}日系企業合同就職説明会", en="Job Fair of Japanese Companies, {city}",
        what_ja="日本語を学ぶ学生と日系企業を引き合わせた。",
        what_en="Students of Japanese met Japanese employers.",
        people=210, online=320, weight=5, partners=(UNIVERSITY, CHAMBER), region_type="region-1",
        interest_level="interest-2", venues=("University hall",), months=(2, 3, 9, 10, 11),
    ),
    Kind(
        category="festival", ja="{city}日本文化の日", en="Japan Culture Day, {city}",
        what_ja="書道、茶道、折り紙の体験と舞台公演を行った。",
        what_en="Visitors tried calligraphy, tea and paper folding and saw performances.",
        people=3000, online=1400, spread=0.8, weight=13, is_weekend=True, partners=(SOCIETY, CITY),
        region_type="region-2", interest_level="interest-1", venues=("City park", "Museum", "Community center"),
        months=(4, 5, 6, 8, 9, 10, 11),
    ),
    Kind(
        category="festival", ja="{city}夏祭り・盆踊り", en="Summer Festival and Bon Dance, {city}",
        what_ja="盆踊りと屋台を地域の人々が楽しんだ。",
        what_en="People of the area enjoyed the Bon dance and food stalls.",
        people=4200, online=1800, spread=0.7, weight=8, is_weekend=True, partners=("Local Japanese association",),
        region_type="region-2", interest_level="interest-1", venues=("City park", "Buddhist temple"), months=(7, 8),
    ),
    Kind(
        category="festival", ja="{city}日本映画上映会", en="Japanese Film Screening, {city}",
        what_ja="日本映画を上映し、上映後に質疑応答を行った。",
        what_en="A Japanese film was shown, with questions and answers afterwards.",
        people=140, online=260, weight=9, partners=(UNIVERSITY, LIBRARY), region_type="region-2",
        interest_level="interest-1", venues=("Art cinema", "University hall", "Public library"),
    ),
    Kind(
        category="festival", ja="{city}和太鼓公演", en="Taiko Concert, {city}",
        what_ja="和太鼓の演奏と子供向けの体験教室を行った。",
        what_en="A taiko concert with a workshop for children.",
        people=900, online=900, weight=6, is_weekend=True, partners=(SOCIETY,), region_type="region-2",
        interest_level="interest-1", venues=("Performing arts center", "City park"),
    ),
    Kind(
        category="festival", ja="{state}日本語弁論大会", en="Japanese Speech Contest, {state}",
        what_ja="日本語を学ぶ生徒と学生が発表した。",
        what_en="Students of Japanese gave speeches.",
        people=120, online=170, weight=5, is_weekend=True, partners=(UNIVERSITY, "Association of teachers of Japanese"),
        region_type="region-2", interest_level="interest-2", venues=("University hall",), months=(2, 3, 4, 11),
    ),
    Kind(
        category="tourism", ja="{city}訪日観光セミナー", en="Visit Japan Seminar, {city}",
        what_ja="旅行業者と個人旅行者に地方の観光地を紹介した。",
        what_en="Travel agents and travelers learned of places beyond the large cities.",
        people=90, online=280, weight=7, partners=("Travel agents' association",), interest_level="interest-1",
        venues=("Hotel ballroom", "Public library"),
    ),
    Kind(
        category="tourism", ja="{city}旅行博覧会日本ブース", en="Japan Booth at the Travel Show, {city}",
        what_ja="旅行博覧会に日本ブースを出展した。",
        what_en="Japan had a booth at the travel show.",
        people=3200, online=1600, spread=0.5, weight=5, is_weekend=True, partners=("Travel show organizer",),
        interest_level="interest-1", venues=("Convention center",), months=(1, 2, 3, 9, 10),
    ),
    Kind(
        category="food", ja="{city}日本食・日本酒の夕べ", en="An Evening of Japanese Food and Sake, {city}",
        what_ja="日本食と日本酒を紹介し、飲食店関係者とつないだ。",
        what_en="Japanese food and sake were introduced to restaurateurs and guests.",
        people=130, online=190, weight=9, partners=("Restaurant association", "Sake importers"),
        interest_level="interest-1", venues=("Official residence", "Hotel ballroom", "Restaurant"), officials=0.15,
    ),
    Kind(
        category="food", ja="{city}和食料理教室", en="Japanese Cooking Class, {city}",
        what_ja="だしと発酵調味料の使い方を学んだ。",
        what_en="Participants learned to use dashi and fermented seasonings.",
        people=35, online=140, weight=7, partners=("Culinary school",), interest_level="interest-1",
        venues=("Culinary school", "Community center"),
    ),
    Kind(
        category="food", ja="{city}フードフェスティバル日本ブース", en="Japan Booth at the Food Festival, {city}",
        what_ja="和牛、緑茶、米の試食を行った。",
        what_en="Visitors tasted wagyu, green tea and rice.",
        people=3600, online=1300, spread=0.6, weight=5, is_weekend=True, partners=("Food festival organizer",),
        interest_level="interest-1", venues=("Convention center", "City park"), months=(5, 6, 7, 8, 9, 10),
    ),
    Kind(
        category="other", ja="{city}学校訪問・日本紹介授業", en="School Visit: Introducing Japan, {city}",
        what_ja="小中高校を訪ね、日本の暮らしを紹介した。",
        what_en="Schools were visited and life in Japan introduced.",
        people=120, online=150, weight=9, partners=("School district",), region_type="region-2",
        interest_level="interest-1", venues=("Elementary school", "Middle school", "High school"),
        months=(1, 2, 3, 4, 5, 9, 10, 11, 12),
    ),
    Kind(
        category="other", ja="{city}JET経験者との交流会", en="Reception with JET Alumni, {city}",
        what_ja="元ＪＥＴ参加者と地域の日本関係者が交流した。",
        what_en="Alumni of the JET Program met local friends of Japan.",
        people=75, online=95, weight=6, partners=("JET alumni association",), interest_level="interest-2",
        venues=("Consulate hall", "Official residence"),
    ),
    Kind(
        category="other", ja="{city}公立図書館日本展", en="Exhibition on Japan at the Public Library, {city}",
        what_ja="写真パネルと日本の図書を展示した。",
        what_en="Photographs and books on Japan were on display.",
        people=800, online=500, weight=4, partners=(LIBRARY,), region_type="region-2", interest_level="interest-1",
        venues=("Public library",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Yearly:
    """A festival held every year in one month, with its usual number of people in person and online."""

    mission: str
    state: str
    city: str
    ja: str
    en: str
    month: int
    people: int
    online: int
    years: tuple[int, ...] = (2017, 2018, 2019, 2020)


SPRING = (2017, 2018, 2020)
"""Held at the end of March: that of fiscal year 2019 fell out in March 2020. Their size follows the year's total."""

YEARLY = (
    Yearly("EMB", "US-DC", "Washington", "ワシントン春の日本祭り", "Washington Spring Japan Festival", 3, 120000, 120000, SPRING),
    Yearly("HNL", "US-HI", "Honolulu", "ホノルル春の日本祭り", "Honolulu Spring Japan Festival", 3, 90000, 90000, SPRING),
    Yearly("LAX", "US-CA", "Los Angeles", "ロサンゼルス桜祭り", "Los Angeles Cherry Blossom Festival", 3, 80000, 80000, SPRING),
    Yearly("SFO", "US-CA", "San Francisco", "サンフランシスコ桜祭り", "San Francisco Cherry Blossom Festival", 3, 110000, 110000, SPRING),
    Yearly("ATL", "US-GA", "Atlanta", "アトランタ桜祭り", "Atlanta Cherry Blossom Festival", 3, 45000, 45000, SPRING),
    Yearly("SEA", "US-WA", "Seattle", "シアトル桜祭り", "Seattle Cherry Blossom Festival", 3, 55000, 55000, SPRING),
    Yearly("HOU", "US-TX", "Houston", "ヒューストン春の日本祭り", "Houston Spring Japan Festival", 3, 40000, 40000, SPRING),
    Yearly("NYC", "US-NY", "New York", "ニューヨーク春の日本祭り", "New York Spring Japan Festival", 3, 70000, 70000, SPRING),
    Yearly("EMB", "US-VA", "Richmond", "リッチモンド日本祭り", "Richmond Japan Festival", 10, 2950, 2100),
    Yearly("ATL", "US-NC", "Raleigh", "ローリー日本祭り", "Raleigh Japan Festival", 9, 8250, 5200),
    Yearly("BOS", "US-MA", "Boston", "ボストン秋の日本祭り", "Boston Autumn Japan Festival", 10, 11250, 7400),
    Yearly("BOS", "US-ME", "Portland", "ポートランド日本文化祭", "Portland Japan Culture Festival", 6, 1000, 640),
    Yearly("CHI", "US-IL", "Chicago", "シカゴ秋の日本祭り", "Chicago Autumn Japan Festival", 9, 13200, 8200),
    Yearly("CHI", "US-MN", "Saint Paul", "セントポール日本灯ろう祭り", "Saint Paul Japanese Lantern Festival", 8, 7350, 2600),
    Yearly("DEN", "US-CO", "Denver", "デンバー夏の日本祭り", "Denver Summer Japan Festival", 6, 9500, 4800),
    Yearly("DEN", "US-UT", "Salt Lake City", "ソルトレイク日本祭り", "Salt Lake Japan Festival", 4, 3550, 1200),
    Yearly("DET", "US-MI", "Novi", "ノバイ日本祭り", "Novi Japan Festival", 10, 5950, 3300),
    Yearly("DET", "US-OH", "Columbus", "コロンバス・アジア祭日本館", "Japan Pavilion at the Columbus Asian Festival", 5, 4700, 1500),
    Yearly("HAG", "US-GU", "Tumon", "タモン日本秋祭り", "Tumon Japan Autumn Festival", 11, 13750, 3600),
    Yearly("HNL", "US-HI", "Hilo", "ヒロ日本文化祭", "Hilo Japan Culture Festival", 11, 2750, 1700),
    Yearly("HOU", "US-TX", "Austin", "オースティン日本祭り", "Austin Japan Festival", 10, 4100, 2900),
    Yearly("HOU", "US-OK", "Tulsa", "タルサ日本祭り", "Tulsa Japan Festival", 9, 2150, 1100),
    Yearly("LAX", "US-CA", "Torrance", "トーランス秋祭り", "Torrance Autumn Festival", 10, 12050, 6900),
    Yearly("LAX", "US-AZ", "Phoenix", "フェニックス日本祭り", "Phoenix Japan Festival", 2, 16050, 6100),
    Yearly("NSH", "US-TN", "Nashville", "ナッシュビル日本祭り", "Nashville Japan Festival", 4, 9850, 2200),
    Yearly("NSH", "US-KY", "Louisville", "ルイビル日本祭り", "Louisville Japan Festival", 9, 3100, 1800),
    Yearly("NYC", "US-PA", "Pittsburgh", "ピッツバーグ日本祭り", "Pittsburgh Japan Festival", 6, 2600, 1300),
    Yearly("SFO", "US-NV", "Reno", "リノ日本祭り", "Reno Japan Festival", 9, 1950, 980),
    Yearly("SEA", "US-MT", "Missoula", "ミズーラ日本文化祭", "Missoula Japan Culture Festival", 5, 1250, 520),
    Yearly("PDX", "US-OR", "Portland", "ポートランド日本庭園の夕べ", "Portland Japanese Garden Evening", 9, 1700, 860),
    Yearly("SPN", "US-MP", "Garapan", "ガラパン日本秋祭り", "Garapan Japan Autumn Festival", 11, 1450, 420),
)  # fmt: skip
