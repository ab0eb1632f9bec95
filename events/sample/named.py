"""The initiatives that the document of 30 July 2021 names. What they were is told after it; dates and numbers are the sample's own."""

from dataclasses import dataclass, field
from datetime import date

from events.models.people import OfficialMet


@dataclass(frozen=True, kw_only=True)
class Named:
    mission: str
    state: str
    city: str
    on: date
    until: date | None = None
    ja: str
    en: str
    what_ja: str
    what_en: str
    category: str
    format: str
    people: int
    qualifier: str = "exact"
    basis: str = "headcount"
    venue: str = ""
    region_type: str | None = None
    interest_level: str | None = None
    story_ja: str = ""
    story_en: str = ""
    series: tuple[str, str] | None = None
    partners: tuple[tuple[str, str], ...] = ()
    officials: tuple[tuple[str, str, str], ...] = field(default=())
    joint: tuple[str, ...] = ()
    photos: tuple[tuple[str, str], ...] = ()
    """Captions in Japanese and English, of pictures drawn for the sample."""


CARAVAN = ("草の根キャラバン", "Grassroots Caravan")
ORLANDO = ("オーランド日本祭り", "Orlando Japan Festival")
CIC = ("CICネットワーキングイベント", "Networking at CIC")
LOCAL, STATE = OfficialMet.Level.LOCAL, OfficialMet.Level.STATE


def _stop(city_en: str, city_ja: str, on: date, people: int, **more) -> Named:
    return Named(
        mission="CHI", state="US-IN", city=city_en, on=on,
        ja=f"草の根キャラバン（インディアナ州{city_ja}市）", en=f"Grassroots Caravan ({city_en}, Indiana)",
        what_ja="日系企業を訪ね、地元への貢献を市と住民に伝えた。",
        what_en="Visits to Japanese companies, whose contribution was explained to the city and its people.",
        category="economy", format="in_person", people=people, venue="Japanese plant and city hall",
        region_type="region-1", interest_level="interest-1", series=CARAVAN,
        partners=(("Japanese companies of the area", "cooperation"), ("City economic development office", "co_host")),
        officials=((f"Mayor of {city_en}", "Mayor", LOCAL),), **more,
    )  # fmt: skip


def _orlando(on: date, people: int, **more) -> Named:
    values = {
        "mission": "MIA", "state": "US-FL", "city": "Orlando", "on": on,
        "ja": f"オーランド日本祭り{on.year}", "en": f"Orlando Japan Festival {on.year}",
        "what_ja": "オーランド日本人会が毎年企画する日本祭り。",
        "what_en": "The Japan festival that the Japanese association of Orlando organizes every year.",
        "category": "festival", "format": "in_person", "people": people, "qualifier": "about", "basis": "organiser",
        "venue": "City park", "interest_level": "interest-1", "series": ORLANDO,
        "partners": (("Japanese association of Orlando", "host"),),
    }  # fmt: skip
    return Named(**{**values, **more})


NAMED = (
    _stop("Indianapolis", "インディアナポリス", date(2018, 9, 10), 160),
    _stop("Columbus", "コロンバス", date(2018, 9, 11), 95),
    _stop(
        "Washington", "ワシントン", date(2018, 9, 12), 70,
        story_ja=(
            "日系企業が多く進出しているインディアナ州をはじめとする中西部において、地方都市をまわり、"
            "日本企業の地元への貢献をインプット。\n"
            "草の根キャラバン訪問先の市長がビジネスミッションを引き連れて訪日した成功事例あり。"
        ),
        story_en=(
            "In the Midwest, where many Japanese companies have settled, the caravan went from town to town and showed "
            "on the spot what those companies bring to the community. In Washington, Indiana, it visited a company. "
            "A mayor whom the caravan had visited later led a business mission to Japan."
        ),
        photos=(
            ("草の根キャラバンによる企業訪問（インディアナ州ワシントン市）", "Company visit of the Grassroots Caravan (Washington, Indiana)"),
        ),
    ),
    _stop("Evansville", "エバンズビル", date(2018, 9, 13), 110),
    _stop("Lafayette", "ラファイエット", date(2018, 9, 14), 130),
    Named(
        mission="DEN", state="US-CO", city="Aurora", on=date(2019, 8, 24), ja="柴犬祭り",
        en="Shiba Inu Festival (Aurora)", what_ja="柴犬を入口に、日本の文化を紹介する祭り。",
        what_en="A festival that introduces Japanese culture by way of the Shiba Inu.",
        category="festival", format="in_person", people=2800, qualifier="about", basis="estimate", venue="City park",
        region_type="region-2", interest_level="interest-1",
        story_ja=(
            "日本語学習者が多い西海岸・東海岸・中西部以外の地域においては、日本祭りを実施。"
        ),
        story_en=(
            "Learners of Japanese live mostly on the two coasts and in the Midwest. Elsewhere the first task is to "
            "give people a reason to come across Japan at all: in Aurora, Colorado, a Japan festival was built around "
            "the Shiba Inu, a dog that everybody likes."
        ),
        partners=(("Shiba Inu owners' club", "co_host"), ("City of Aurora", "cooperation")),
        photos=(
            ("柴犬祭りの様子（コロラド州オーロラ市）", "Shiba Inu Festival (Aurora, Colorado)"),
        ),
    ),
    Named(
        mission="BOS", state="US-MA", city="Cambridge", on=date(2018, 11, 8), ja="CICネットワーキングイベント（秋）",
        en="Networking at CIC (autumn)", what_ja="起業家と日本企業をつなぐ催し。",
        what_en="An evening that connects founders with Japanese companies.",
        category="economy", format="in_person", people=120, venue="CIC", region_type="region-3",
        interest_level="interest-3", series=CIC, partners=(("CIC", "cooperation"),),
    ),
    Named(
        mission="BOS", state="US-MA", city="Cambridge", on=date(2019, 11, 7), ja="CICネットワーキングイベント",
        en="Networking at CIC", what_ja="起業家と日本企業をつなぐ催し。",
        what_en="An evening that connects founders with Japanese companies.",
        category="economy", format="in_person", people=135, venue="CIC", region_type="region-3",
        interest_level="interest-3", series=CIC, partners=(("CIC", "cooperation"),),
        story_ja=(
            "スタートアップ企業の集積地であるボストンにおいて、スタートアップ支援団体にサテライト・ブースを常設し、"
            "イベントを実施。"
        ),
        story_en=(
            "Startups cluster around Boston. A permanent satellite booth at an organization that supports them makes "
            "it possible to hold events there again and again, so that one evening's contacts become relations."
        ),
        photos=(
            ("CICにおけるネットワーキングイベントの様子（マサチューセッツ州ケンブリッジ市）", "Networking at CIC (Cambridge, Massachusetts)"),
        ),
    ),
    Named(
        mission="ANC", state="US-AK", city="Anchorage", on=date(2021, 2, 1), until=date(2021, 3, 15),
        ja="日アラスカ友好ビデオキャンペーン", en="Japan–Alaska Friendship Video Campaign",
        what_ja="姉妹都市の人々によるオンラインのビデオコンテスト。",
        what_en="An online video contest among people of the sister cities.",
        category="sister-city", format="online", people=1240, qualifier="at_least", basis="platform",
        region_type="region-4", interest_level="interest-2",
        story_ja=(
            "日本と姉妹都市関係のある自治体があるアラスカ州では「日アラスカ姉妹都市フォーラム」を設立し、"
            "ビデオコンテストをオンラインで実施。"
        ),
        story_en=(
            "Several towns of Alaska have sister cities in Japan. The Japan–Alaska Sister City Forum was set up to "
            "bring them together and, while nobody could travel, held a video contest online."
        ),
        partners=(("Japan–Alaska Sister City Forum", "co_host"),),
        photos=(
            ("日アラスカ姉妹都市フォーラムの様子", "Japan–Alaska Sister City Forum"),
        ),
    ),
    Named(
        mission="EMB", state="US-MD", city="Baltimore", on=date(2021, 3, 6),
        ja="メリーランド州と神奈川県の友好提携40周年事業", en="40th Anniversary of the Maryland–Kanagawa Friendship",
        what_ja="両地域の学生が映像を制作し、オンラインで交流した。",
        what_en="Students of both places made films and met online.",
        category="sister-city", format="online", people=310, basis="platform", region_type="region-4",
        interest_level="interest-2",
        story_ja=(
            "友好提携を結んでいるメリーランド州・神奈川県両地域の学生が自分の地域の魅力を相手国の言語で紹介する映像を制作し、"
            "オンライン上で、今後の活躍が期待される学生同士の交流を促進。"
        ),
        story_en=(
            "The audience was chosen: students with a future in both places. In Maryland and Kanagawa they made films "
            "that present their own region in the other country's language, and met online to talk about them."
        ),
        partners=(("State of Maryland", "co_host"), ("Kanagawa Prefecture", "co_host")),
        photos=(
            ("オンラインでのメリーランド州と神奈川県の友好提携４０周年事業の様子", "The 40th anniversary of the Maryland–Kanagawa friendship, online"),
        ),
    ),
    _orlando(date(2017, 11, 19), 4100),
    _orlando(date(2018, 11, 18), 4600),
    _orlando(date(2019, 11, 17), 4900),
    _orlando(
        date(2020, 11, 22), 3700, ja="オーランド日本祭り2020（オンライン）", en="Orlando Japan Festival 2020 (online)",
        format="online", basis="platform", venue="",
        story_ja=(
            "オーランド日本人会が毎年企画しているオンラインでのオーランド日本祭において、日本の食などの発信や"
            "日系旅行業者から日本の観光関連情報の提供を実施。"
        ),
        story_en=(
            "The festival that the Japanese association of Orlando plans every year went online. For people not yet "
            "interested in Japan it showed Japanese food, and Japanese travel agents told of places to visit."
        ),
        partners=(("Japanese association of Orlando", "host"), ("Japanese travel agents", "cooperation")),
        photos=(
            ("オンラインでのオーランド日本祭りの様子", "Orlando Japan Festival, online"),
        ),
    ),
    Named(
        mission="NYC", state="US-NY", city="New York", on=date(2021, 2, 25),
        ja="在ニューヨーク投資家・金融機関等を対象とする情報発信",
        en="Webinar for Investors: Japan as an International Financial Center Open to the World",
        what_ja="金融庁の協力を得た、米国投資家向けのウェビナー。",
        what_en="A webinar for American investors with the cooperation of Japan's Financial Services Agency.",
        category="economy", format="online", people=420, basis="platform", region_type="region-3",
        interest_level="interest-3",
        story_ja=(
            "米国の金融・経済の中心地であるニューヨークにおいて、投資家の関心の高い"
            "「世界に開かれた国際金融センターの実現」をテーマに金融庁の協力を得て米国投資家向けウェビナーを開催。"
        ),
        story_en=(
            "Investors and financial institutions in New York were given what general news does not hold: the plan "
            "for an international financial center, explained with the cooperation of the Financial Services Agency."
        ),
        partners=(("Financial Services Agency of Japan", "cooperation"),),
        photos=(
            ("オンラインでの投資家向けウェビナーの様子", "Webinar for investors"),
        ),
    ),
    Named(
        mission="EMB", state="US-DC", city="Washington", on=date(2019, 2, 23), ja="全米知事会レセプション",
        en="Reception for the National Governors Association",
        what_ja="全米知事会総会の機会に大使が公邸で開いたレセプション。",
        what_en="The Ambassador's reception at his residence when the National Governors Association met.",
        category="economy", format="in_person", people=260, venue="Ambassador's residence", interest_level="interest-2",
        story_ja=(
            "ワシントンＤＣにおいて全米知事会の総会が開催される機会に、27州の知事の出席する大使主催レセプションを"
            "公邸で開催。\n"
            "日本政府関係者及び日本企業幹部との接点を設け、新任知事へ日本と各州の友好関係・経済関係をPRし、"
            "州知事との人脈形成を促進。"
        ),
        story_en=(
            "When the governors came to Washington for their association's meeting, those of 27 states were received "
            "at the Ambassador's residence. They met Japanese officials and executives of Japanese companies, and the "
            "newly elected heard about their state's ties with Japan."
        ),
        partners=(("Japanese companies", "cooperation"),),
        officials=(("Governors of 27 states", "Governor", STATE),),
    ),
    Named(
        mission="CHI", state="US-IL", city="Chicago", on=date(2018, 9, 29), until=date(2018, 9, 30),
        ja="シカゴ・グルメでの和牛講演・実演", en="Wagyu at Chicago Gourmet",
        what_ja="食の祭典で和牛の講演と実演を行った。", what_en="A talk and demonstration on wagyu at the food festival.",
        category="food", format="in_person", people=1500, qualifier="about", basis="organiser",
        venue="Special stage on the festival grounds", interest_level="interest-1",
        story_ja=(
            "シカゴ圏最大の食の祭典「シカゴ・グルメ」に和牛専門家として名高い千葉祐士氏を招き、"
            "会場内特設ステージで講演・実演を行った。\n"
            "和牛を含めた和食と日本酒の魅力を発信するとともに、開会式に出席したエマニュエル・シカゴ市長（当時）との"
            "人脈形成につなげた。"
        ),
        story_en=(
            "Mr. Chiba, a well-known authority on wagyu, spoke and gave a demonstration on a stage of his own at "
            "Chicago Gourmet, the largest food festival of the area. It was an occasion for Japanese food and sake, "
            "and for meeting Mayor Emanuel, who opened the festival."
        ),
        partners=(("Food festival organizer", "host"),),
        officials=(("Rahm Emanuel", "Mayor of Chicago (at the time)", LOCAL),),
        photos=(
            ("エマニュエル・シカゴ市長へ千葉氏紹介", "Mr. Chiba introduced to Mayor Emanuel of Chicago"),
            ("開会式でのエマニュエル・シカゴ市長挨拶", "Mayor Emanuel of Chicago speaking at the opening"),
        ),
    ),
)  # fmt: skip
