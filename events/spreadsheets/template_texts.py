"""What the template workbook says to the person who fills it in, in Japanese and in English."""

from __future__ import annotations

REQUIRED = (
    "title_ja", "title_en", "starts_on", "state", "format", "category", "in_person_count", "in_person_qualifier",
)  # fmt: skip
"""Columns without which an event cannot be handed in; a title in one language and one count are enough."""

HINTS: dict[str, tuple[str, str, str]] = {
    "number": (
        "登録簿が付番します。記入・変更しないでください。新しい案件は空欄のままにしてください。",
        "Given by the register. Do not write or change it; leave it empty for a new event.",
        "BOS-2019-0012",
    ),
    "status": (
        "登録簿での状態です。この様式では変更できません。",
        "Where the event stands in the register. It cannot be changed here.",
        "提出済み / Submitted",
    ),
    "title_ja": (
        "日本語又は英語のいずれか一方は必須です。",
        "A title in Japanese or in English is required.",
        "第5回ボストン日本祭り",
    ),
    "title_en": (
        "日本語又は英語のいずれか一方は必須です。",
        "A title in Japanese or in English is required.",
        "5th Japan Festival Boston",
    ),
    "starts_on": (
        "現地の日付。年度はこの日で決まります。令和8年7月30日のような書き方でも構いません。",
        "The local date, which decides the fiscal year. 7/30/2026 or 30 July 2026 will do as well.",
        "2026-07-30",
    ),
    "ends_on": ("2日以上の場合のみ記入してください。", "Only when the event lasted more than a day.", "2026-08-01"),
    "state": ("開催地の州・地域を一覧から選択してください。", "Choose the state where it took place.", ""),
    "city": ("開催地の市・町の名称。", "The city or town.", "Boston"),
    "venue": ("会場の名称。オンラインのみの場合は空欄。", "The venue; empty for an online event.", "Boston Common"),
    "county": (
        "州を二つの公館で分担している場合（カリフォルニア、コネチカット、アイダホ）に選択してください。",
        "Only where two missions share a state (California, Connecticut, Idaho).",
        "",
    ),
    "format": ("対面、オンライン、併用から選択してください。", "In person, online, or hybrid.", ""),
    "category": ("最も近いものを一つ選択してください。", "Choose the one that fits best.", ""),
    "in_person_count": (
        "会場の参加者数（数字のみ）。「約」「以上」等は右隣の確度欄で選択してください。0は「0名」、空欄は「対面なし」です。",
        ("People at the venue, as a number alone; say “about” or “at least” in the column beside it. "
        "0 means nobody came; empty means it was not held in person."),
        "500",
    ),
    "in_person_qualifier": (
        "人数が分からない場合は、人数を空欄とし「不明」を選択してください。",
        "If nobody knows the number, leave it empty and choose “unknown”.",
        "約 / About",
    ),
    "in_person_basis": ("人数の根拠を選択してください（任意）。", "How the number was arrived at (optional).", ""),
    "online_count": (
        "同時配信の参加者数。録画の視聴は含めず、「録画視聴数」に記入してください。",
        "Those who took part live online. Views of a recording go into “On-demand views”.",
        "1200",
    ),
    "on_demand_count": ("録画の視聴回数。", "How often a recording was viewed.", "3500"),
    "region_type": ("グラスルーツ施策の地域の類型（任意）。", "The type of region (optional).", ""),
    "interest_level": ("訴求対象の日本への関心度（任意）。", "The audience's interest in Japan (optional).", ""),
    "pillar": ("開始日に有効な行動計画の柱（任意）。", "The pillar of the action plan in force on that day (optional).", ""),
    "series": (
        "キャラバン、毎年の祭り等、一連の案件に共通の名称。一覧から選択するか、新しい名称を記入してください。",
        "The name shared by the events of a caravan or of a yearly festival. Choose one, or write a new one.",
        "",
    ),
    "partner_missions": (
        "共催した他の公館。1行に1館（改行は Alt+Enter）。計上は主担当公館の1件のみです。",
        "Other missions that held it jointly, one a line (Alt+Enter). It counts once, under the lead mission.",
        "ニューヨーク総 / New York",
    ),
    "host": ("1行に1団体（改行は Alt+Enter）。", "One organisation a line (Alt+Enter).", "Japan Society of Boston"),
    "officials": (
        "1行に1名、「氏名 | 肩書 | 区分」の順（区分：連邦、州、郡・市町村、その他）。",
        "One a line: name | title | level (federal, state, local, other).",
        "Jane Doe | Governor | 州 / State",
    ),
    "is_good_practice": (
        "好事例として紹介できる案件に○を付け、「好事例の内容」を記入してください。",
        "Mark with ○ what other missions could learn from, and write the story.",
        "○",
    ),
    "links": ("1行に1件。URLの後に空白を置いて名称を付けられます。", "One a line: the address, then a name if you like.",
              "https://example.org/festival"),
    "own_funds": ("米ドル、数字のみ（任意）。他の公館には表示されません。", "US dollars (optional). Other missions do not see it.",
                  "1200.50"),
}  # fmt: skip
"""Column -> how to fill it in (Japanese, English), and an example."""

JAPANESE = (
    ("この様式について", (
        "本様式は、{year}年度に{mission_ja}が実施したグラスルーツ事業を、まとめて登録簿に登録するためのものです。",
        "登録済みの案件は、あらかじめ「入力 Entry」シートに記入してあります（作成時点：{made_at}）。",
    )),
    ("記入の手順", (
        "1　「入力 Entry」シートに、1案件を1行で記入してください。新しい案件は、最後の行の次の空白行に追加してください。",
        "2　登録済みの案件を修正するときは、その行のセルを直接書き換えてください。変更のない行は、そのまま残してください。",
        "3　保存して、登録簿に取り込んでください。取り込む前に、新規・変更・要確認の行が一覧で示され、確認するまで何も登録されません。",
    )),
    ("ご注意いただきたい点", (
        "・濃い青の見出しは必須項目、淡い青の見出しは任意項目、灰色の欄は登録簿が記入する欄です。",
        "・件名は日本語か英語のいずれか、参加者数は対面・オンライン・録画視聴のいずれかがあれば登録できます。",
        "・空欄は「未記入」であり、「0」とは区別されます。人数が分からないときは、確度の欄で「不明」を選択してください。",
        "・見出しの行は変更できません。並べ替え、絞り込み、列の幅の変更、行の追加は自由にできます。",
        "・行を削除しても、登録簿の案件は削除されません。案件を取り下げるときは、登録簿の画面で行ってください。",
        "・登録済みの行を複写して新しい案件を作るときは、案件番号を消してください。",
        "・作成後に他の担当者が登録簿で変更した項目は、取込みの際に双方の内容が示され、どちらを残すか選択できます。",
    )),
)  # fmt: skip

ENGLISH = (
    ("About this workbook", (
        ("Use it to hand in the grassroots events of {mission_en} in fiscal year {year} (April {year} to March {next_year}) "
        "all at once."),
        "Events already in the register are filled in on the sheet “入力 Entry”, as they stood on {made_at} (Japan time).",
    )),
    ("What to do", (
        "1  Write one event a row on the sheet “入力 Entry”. Add new events in the empty rows after the last one.",
        "2  To correct an event that is already there, change its cells. Leave rows without a change as they are.",
        ("3  Save the workbook and upload it to the register. You will see which rows are new, changed or unclear, "
        "and nothing is written until you have confirmed it."),
    )),
    ("Good to know", (
        "• Dark blue headings are required, light blue ones optional; grey columns are filled in by the register.",
        "• A title in one language is enough, and so is one count: in person, online or on demand.",
        "• An empty cell is not zero. If nobody knows a number, choose “unknown” in the qualifier column.",
        "• The header row is protected. You may sort, filter, change widths and add rows as you like.",
        "• Deleting a row does not delete the event. To withdraw an event, use its page in the register.",
        "• If you copy the row of an existing event to make a new one, clear the event number.",
        "• Where a colleague has changed the register in the meantime, both versions are shown and you choose.",
    )),
)  # fmt: skip

TABLE_HEADS = {"ja": ("項目", "書き方", "例"), "en": ("Column", "How to fill it in", "Example")}
COLUMNS_HEADING = {"ja": "各項目の書き方", "en": "The columns one by one"}
TITLE = {"ja": "グラスルーツ事業 案件報告様式　記入要領", "en": "Grassroots events: how to fill in this workbook"}

ENTRY_TITLE = "グラスルーツ事業 案件報告　{year}年度　{mission_ja}　/　Grassroots events, FY{year}, {mission_en}"
ENTRY_HINT = (
    "濃い青は必須、淡い青は任意、灰色は登録簿が記入する欄です。書き方は「記入要領」をご覧ください。　/　"
    "Dark blue: required. Light blue: optional. Grey: filled in by the register. See “Instructions”."
)
CHOOSE = ("一覧から選択 / Choose", "一覧から選択してください。\nPlease choose from the list.")
READ_ONLY = ("登録簿が記入 / Read-only", "登録簿が記入する欄です。\nThe register fills in this column.")
NEW_SERIES = (
    "新しい連続企画 / New series",
    "一覧にない名称です。新しい連続企画として登録しますか。\nA new name. Register it as a new series?",
)
NUMBER_ALONE = (
    "数字のみ / A number",
    "数字のみを記入し、「約」「以上」は隣の欄で選択してください。\nWrite a number alone; say “about” in the next column.",
)
A_DATE = (
    "日付 / A date",
    "2026-07-30 のように、2000年4月1日から2100年3月31日までの日付を記入してください。\nWrite a date such as 2026-07-30.",
)
AN_AMOUNT = (
    "金額 / An amount",
    "米ドルの金額を数字のみで記入してください。\nWrite an amount in US dollars, as a number.",
)
