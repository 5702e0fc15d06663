"""Invented people, enterprises, decisions. Tax codes begin with 6299 and given names are words, so that no real person is meant."""
import datetime

from . import annex

FAMILY = ["Lò", "Vàng", "Giàng", "Tao", "Hoàng", "Nguyễn", "Trần", "Phạm", "Sùng", "Lý", "Chẻo", "Mùa"]
WOMEN = ["Mận", "Mơ", "Bưởi", "Nhãn", "Vải", "Quýt", "Sim", "Chanh", "Đào Mẫu", "Hồng Thử", "Mai Mẫu", "Lê Thử"]
MEN = ["Thông", "Lát", "Lim", "Sến", "Trúc", "Dổi", "Nghiến", "Pơ Mu", "Trò Thử", "Sồi Mẫu", "Tre Mẫu", "Vầu Thử"]
TRADES = [("Xây dựng", "Xây dựng"), ("Chế biến chè", "Chế biến nông sản"), ("Vận tải", "Vận tải"), ("Thủy điện", "Năng lượng"),
          ("Thương mại", "Bán lẻ"), ("Khai thác đá", "Khai khoáng"), ("Dịch vụ du lịch", "Dịch vụ")]
BRANDS = ["Mẫu Một", "Mẫu Hai", "Mẫu Ba", "Thử Nghiệm", "Ví Dụ", "Giả Định", "Minh Họa", "Phác Thảo", "Bản Nháp", "Tạm Gọi"]
PLACES = ["Bản Mẫu", "Nà Thử", "Pú Ví Dụ", "Nậm Nháp", "Huổi Minh", "Tả Thử", "Sin Mẫu", "Khu Phố Mẫu"]


class Names:
    """Names of one unit, from its own seeded generator."""

    def __init__(self, rng, unit):
        self.rng = rng
        self.unit = annex.CODES.index(unit)
        self.codes = 0
        self.decisions = 10

    def person(self, woman: bool) -> str:
        middle = "Thị" if woman else self.rng.choice(["Văn", "A", "Minh"])
        return f"{self.rng.choice(FAMILY)} {middle} {self.rng.choice(WOMEN if woman else MEN)}"

    def place(self) -> str:
        return self.rng.choice(PLACES)

    def tax_code(self) -> str:
        self.codes += 1
        return f"6299{self.unit + 1:02}{self.codes:04}"

    def decision(self, quarter: str) -> str:
        self.decisions += 1
        return f"{self.decisions}/QĐ-LĐLĐ"

    def day(self, quarter: str) -> datetime.date:
        return annex.first_day(quarter) + datetime.timedelta(days=self.rng.randint(3, 85))

    def enterprise(self, large: bool) -> dict:
        trade, branch = self.rng.choice(TRADES)
        code = self.tax_code()
        return {"name": f"Công ty TNHH {trade} {self.rng.choice(BRANDS)} {code[-2:]}", "mst": code, "branch": branch, "place": self.place(),
                "since": self.rng.randint(2006, 2020), "workers": self.rng.randint(12, 48) if large else self.rng.randint(6, 9)}

    def listed(self, e: dict, quarter: str) -> dict:
        return {"ds3_ten": e["name"], "ds3_mst": e["mst"], "ds3_dia_ban": e["place"], "ds3_nganh": e["branch"], "ds3_nam": e["since"],
                "ds3_so_ld": e["workers"], "ds3_chua_dv": e["workers"], "ds3_quy_du_kien": "Quý IV/2023" if e["workers"] < 10 else "Quý IV/2022"}

    def admission(self, quarter: str, woman: bool, index: int, in_new: int, new_unions: list) -> dict:
        where = f"CĐCS Trường Tiểu học {self.place()}"
        for union in new_unions:
            if index < union["ds1_so_dv"]:
                where = union["ds1_ten"]
                break
            index -= union["ds1_so_dv"]
        born = datetime.date(self.rng.randint(1972, 2001), self.rng.randint(1, 12), self.rng.randint(1, 28))
        return {"ds2_ho_ten": self.person(woman), "ds2_ngay_sinh": born, "ds2_gioi_tinh": "Nữ" if woman else "Nam", "ds2_cdcs": where,
                "ds2_so_qd": self.decision(quarter), "ds2_ngay": self.day(quarter)}
