"""Five workbooks as five missions would send them, made cell by cell: what the trial in test_offices.py reads.

None of them was made with the reader in mind. Each is a function that writes one file and returns its path.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Font

MIAMI = [
    ["番号", "実施日", "事業名", "実施場所", "", "事業分野", "参加人数", "", "先方主な出席者", "備考"],
    ["", "", "", "都市", "会場", "", "対面", "オンライン", "", ""],
    ["【上半期】"],
    [
        1,
        "4/10（土）",
        "オーランド日本祭り",
        "オーランド、フロリダ州",
        "Loch Haven Park",
        "日本祭り",
        "約1万2千名",
        "－",
        "Dyer市長",
        "",
    ],
    [
        2,
        "5月8日～9日",
        "日本食フェア\n（マイアミ）",
        "マイアミ",
        "Wynwood Marketplace",
        "日本食",
        "2,500人以上",
        "",
        "",
        "雨天",
    ],
    [3, "6/1", "対日投資ウェビナー", "オンライン", "", "日米経済関係", "－", "86名", "フロリダ州商務長官", ""],
    [
        4,
        "９月２５日(土)",
        "タンパ・姉妹都市ロードレース",
        "タンパ、フロリダ州",
        "Riverwalk",
        "姉妹都市",
        "１８０名",
        "",
        "",
        "",
    ],
    ["", "", "上半期　計", "", "", "", "14,880名", "86名", "", ""],
    ["【下半期】"],
    [
        5,
        "令和3年11月3日",
        "文化の日レセプション",
        "Coral Gables, FL",
        "総領事公邸",
        "文化",
        "120名程度",
        "",
        "上院議員",
        "",
    ],
    [6, "12月中旬", "餅つき", "サラソータ、フロリダ州", "", "文化", "60人余り", "", "", "日付確認中"],
    [7, "R4.1.22", "観光セミナー", "ジャクソンヴィル、フロリダ", "", "観光", "未集計", "", "", ""],
    [8, "3/5～3/6", "ボンサイ展", "Delray Beach、フロリダ州", "Morikami Museum", "文化", "延べ3千人", "", "", ""],
    ["", "", "合計", "", "", "", "18,060名", "86名", "", ""],
]


def miami(folder: Path) -> Path:
    """A Japanese report: three title lines, a two-row header, era dates, half years one below the other, notes."""
    path = folder / "【マイアミ総】令和3年度_草の根事業実績（提出用）.xlsx"
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "R3実績"
    page["A1"] = "令和３年度　グラスルーツからの日米関係強化事業　実績報告"
    page.merge_cells("A1:J1")
    page["J2"] = "令和４年４月１５日"
    page["J3"] = "在マイアミ日本国総領事館"
    for number, line in enumerate(MIAMI, 5):
        for column, value in enumerate(line, 1):
            if value != "":
                page.cell(number, column, value)
    page.merge_cells("D5:E5")
    page.merge_cells("G5:H5")
    for column in "ABCFIJ":
        page.merge_cells(f"{column}5:{column}6")
    page["A20"] = "（注１）参加人数は主催者発表による。"
    page["A21"] = "（注２）オンラインは同時視聴者数。"
    page["C8"].alignment = Alignment(wrap_text=True)
    page["A1"].font = Font(size=14, bold=True)
    workbook.create_sheet("様式").append(["本様式の列を変更しないでください。"])
    workbook.save(path)
    return path


def denver(folder: Path) -> Path:
    """An English office: month first, city and state in one cell, two tables side by side, a monthly summary beside them."""
    path = folder / "Outreach FY2022 Denver FINAL v3.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as workbook:
        page = workbook.add_worksheet("Events")
        page.write("A1", "Consulate-General of Japan in Denver – Outreach FY2022")
        head = ["Date", "Name of Event", "Location", "Attendance", "Type"]
        page.write("A3", "In-person events")
        page.write("G3", "Virtual events")
        page.write_row("A4", head)
        page.write_row("G4", ["Date", "Name of Event", "Online attendance", "Type"])
        left = [
            ["4/23/2022", "Cherry Blossom Festival", "Denver, CO", "approx. 15,000", "Festival"],
            ["05/07/2022", "Sake Tasting with Governor's Office", "Salt Lake City, Utah", "85", "Japanese Food"],
            ["6/18 - 6/19/2022", "Shiba Inu Festival", "Aurora, CO", "500+", "Japan festival"],
            ["July 4, 2022", "Taiko at the Parade", "Cheyenne, Wyoming", "~2,000", "Culture"],
            ["9/9/2022", "Sister City 20th Anniversary", "Bozeman, Montana", "nearly 200", "Sister City"],
            ["10/15/2022", "Business Roundtable", "Albuquerque, New Mexcio", "30-40", "Economic"],
            ["2/11/2023", "Japan Bowl", "Boulder", "120", "Education"],
        ]
        right = [
            ["5/12/2022", "JET Alumni Webinar", "64", "Other"],
            ["8/1/2022", "Travel Japan Online", "1.2k", "Tourism"],
        ]
        for number, line in enumerate(left, 4):
            page.write_row(number, 0, line)
        for number, line in enumerate(right, 4):
            page.write_row(number, 6, line)
        page.write("A12", "TOTAL")
        page.write("D12", "approx. 17,935")
        summary = workbook.add_worksheet("Summary")
        summary.write_row(0, 0, ["Month", "Events", "Attendance"])
        for number, line in enumerate([["April", 1, 15000], ["May", 2, 149]], 1):
            summary.write_row(number, 0, line)
    return path


def nashville(folder: Path) -> Path:
    """A text file from an old system: Shift_JIS, tabs, quoted line breaks, numbers with units, no header for the notes."""
    path = folder / "nashville_r1.txt"
    lines = [
        "平成31年度・令和元年度 事業一覧",
        "",
        "整理No\t開催日\t曜日\t件　名\t州\t市\t形態\t区分\t人数（人）\t共催団体\t",
        "1\tH31.4.20\t土\tナッシュビル桜祭り\tテネシー\tナッシュビル\t対面\t日本祭り・日本関連イベント\t2万\tNashville Cherry Blossom Festival\t毎年開催",
        '2\tH31.5.15\t水\t"日系企業懇談会\n（自動車関連）"\tケンタッキー\tレキシントン\t対面\t日系企業支援\t４５\tJASK\t',
        "3\tR元.6.1\t土\t茶道ワークショップ\tテネシー州\tメンフィス\t対面\t日本文化紹介\t数十名\t\t",
        "4\tR1.7.32\t－\t盆踊り\tアーカンソー\tリトルロック\t対面\t日本祭り\t300\t\t",
        "5\t2019.10.5\t土\t姉妹都市交流会\tミシシッピー\tジャクソン\t対面\t姉妹都市\t約150\t国際交流協会、姉妹都市委員会\t",
        "6\t令和元年12月7日\t土\t日本語スピーチコンテスト\tルイジアナ\tニューオリンズ\t対面\tその他\t不明\t\t",
        "〃\t令和2年2月1日\t土\t同　予選\t〃\t〃\t〃\t〃\t40\t\t",
        "　\t\t\t\t\t\t\t計\t22,535\t\t",
    ]
    path.write_bytes("\r\n".join(lines).encode("cp932"))
    return path


def embassy(folder: Path) -> Path:
    """One sheet a month, true dates, formulas, a hidden old sheet, a filter that hides rows, a mission column with a partner."""
    path = folder / "在米大 広報文化 FY2023.xlsm"
    with xlsxwriter.Workbook(path, {"default_date_format": "m/d"}) as workbook:
        head = [
            "公館",
            "案件名",
            "開始",
            "終了",
            "州・地域",
            "場所",
            "形式",
            "カテゴリー",
            "参加者数",
            "うちオンライン",
            "担当",
        ]
        months = {
            "4月": [
                ["在米大", "全米桜祭り", date(2023, 4, 1), date(2023, 4, 15), "ＤＣ", "Tidal Basin", "対面", "日本祭り", 150000, "", "佐藤"],
                ["大使館", "日米草の根フォーラム", date(2023, 4, 20), "", "VA", "George Mason University", "ハイブリッド", "日米経済", 320, 120, "鈴木"],
                ["", "Sakura Matsuri", date(2023, 4, 22), "", "District of Columbia", "Pennsylvania Ave.", "in person", "festival", "50,000+", "", "佐藤"],
            ],
            "5月": [
                ["在米国大使館", "アジア太平洋文化月間", date(2023, 5, 10), "", "メリーランド", "Silver Spring", "対面", "文化", "非公表", "", "田中"],
                ["ボストン総", "共催セミナー", date(2023, 5, 12), "", "マサチューセッツ", "MIT", "対面", "経済", 75, "", "田中"],
            ],
        }  # fmt: skip
        for name, lines in months.items():
            page = workbook.add_worksheet(name)
            page.write_row("A1", head)
            for number, line in enumerate(lines, 1):
                page.write_row(number, 0, line)
            page.write(len(lines) + 1, 0, "計")
            page.write_formula(len(lines) + 1, 8, "=SUM(I2:I4)", None, 200320 if name == "4月" else 75)
            page.write_formula(len(lines) + 1, 9, "=SUM(J2:J4)", None, 120 if name == "4月" else 0)
            if name == "5月":
                page.set_row(2, None, None, {"hidden": True})
        old = workbook.add_worksheet("4月(旧)")
        old.write_row("A1", head)
        old.write_row(
            "A2", ["在米大", "全米桜祭り（仮）", date(2023, 4, 1), "", "DC", "", "対面", "日本祭り", 100000, "", ""]
        )
        old.hide()
    return path


def honolulu(folder: Path) -> Path:
    """A list copied from a mail: prefectural habits, one cell for place and people, the categories as sections."""
    path = folder / "ハワイ.xlsx"
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "Sheet1"
    lines = [
        ["", "2021年度の行事について、下記のとおり報告します。"],
        [],
        ["", "年月日", "行事の名称", "開催地", "開催方式", "参加者（概数）", "主催", "ＵＲＬ"],
        ["", "１．日本祭り・日本関連イベント"],
        ["", "2021年4月3日", "ホノルルフェスティバル", "ハワイ州ホノルル市", "オンライン", "視聴者 約8,000", "Honolulu Festival Foundation", "https://example.org/hf"],
        ["", "2021年10月9-10日", "秋祭り", "ハワイ州ヒロ", "対面", "600～700名", "ハワイ日系人協会", ""],
        ["", "２．姉妹都市交流"],
        ["", "2021.11.20", "福岡・ハワイ姉妹提携40周年", "ホノルル（ハワイ州）", "対面及びオンライン", "会場 80名、オンライン 150名", "ハワイ州政府", "www.example.org"],
        ["", "2021年12月4日・11日", "クリスマス交流", "ハワイ州", "対面", "各50名", "", ""],
        ["", "３．その他"],
        ["", "2022/01/15", "書初め", "グアム", "対面", "30名", "", ""],
        ["", "2022/02/29", "ひな祭り", "ハワイ州カウアイ郡", "対面", "0", "", ""],
        ["", "以上"],
    ]  # fmt: skip
    for line in lines:
        page.append([None if cell == "" else cell for cell in line])
    workbook.save(path)
    return path


OFFICES = {"MIA": miami, "DEN": denver, "NSH": nashville, "EMB": embassy, "HNL": honolulu}
