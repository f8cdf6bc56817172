"""The ZIP of a case file with two hundred scanned pages: originals, index as PDF, manifest."""

from collections.abc import Iterator

from bench.apart import measured

FLAT_MB = 8


def run() -> Iterator[dict]:
    """CPU, against opening and hashing the same originals once; the rise of memory for 20 MB and for 2 MB."""
    found = measured("bench.exporting")
    cpu = found["export"]["cpu"] + found["export"]["children"]
    yield {
        "name": "export", "value": round(found["seconds"], 2), "unit": "s", "n": 1, "pages": 200, "documents": 40,
        "against": "opening and hashing the same originals once (CPU)", "ratio": round(cpu / found["bare"]["cpu"], 2),
        "cpu_ms": round(cpu * 1000), "against_cpu_ms": round(found["bare"]["cpu"] * 1000),
        "mb": round(found["bytes"] / 1e6, 1), "rose_mb": found["export"]["rose_mb"],
        "rose_mb_at_2_mb": found["small_rose_mb"],
        "wrong": not found["whole"] or found["export"]["rose_mb"] - found["small_rose_mb"] > FLAT_MB,
    }  # fmt: skip
