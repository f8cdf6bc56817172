"""A document of 20 MB through the service: looked at, hashed, sealed, written, and read again."""

from collections.abc import Iterator

from bench.apart import measured

FLAT_MB = 8  # more than this between a document of 2 MB and one of 20 MB is not flat


def run() -> Iterator[dict]:
    """CPU of taking in, against hash and seal alone; the rise of memory for 20 MB and for 2 MB."""
    found = measured("bench.storing")
    store = found["store"]
    cpu = store["cpu"] + store["children"]
    yield {
        "name": "store", "value": round(cpu * 1000), "unit": "ms CPU", "n": 1, "mb": 20,
        "against": "SHA-256 and AES-256-GCM over the same bytes", "ratio": round(cpu / found["bare"]["cpu"], 2),
        "cpu_ms_web": round(store["cpu"] * 1000), "cpu_ms_opener": round(store["children"] * 1000),
        "seconds": round(found["seconds"], 2), "read_cpu_ms": round(found["read"]["cpu"] * 1000),
        "rose_mb": store["rose_mb"], "rose_mb_at_2_mb": found["small_rose_mb"],
        "read_rose_mb": found["read"]["rose_mb"],
        "wrong": not found["whole"] or store["rose_mb"] - found["small_rose_mb"] > FLAT_MB,
    }  # fmt: skip
