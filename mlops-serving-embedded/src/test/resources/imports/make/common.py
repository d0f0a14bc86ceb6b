"""Shared by the scripts that make the fixtures: data, rows at the edges of a model, and the files that the Java tests read."""
import gzip, os, struct, sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def data(rows, width, seed, missing=0.05):
    """Numbers of many kinds, one kind for each column: one decimal, whole, heavy tails, mostly zero, tiny, 0/1."""
    r = np.random.RandomState(seed)
    x = np.empty((rows, width))
    for c in range(width):
        kind = c % 6
        if kind == 0:
            x[:, c] = np.round(r.normal(0, 3, rows), 1)
        elif kind == 1:
            x[:, c] = r.randint(-5, 40, rows)
        elif kind == 2:
            x[:, c] = np.round(np.exp(r.normal(0, 4, rows)), 3)
        elif kind == 3:
            x[:, c] = np.where(r.rand(rows) < 0.6, 0, np.round(r.normal(0, 1, rows), 2))
        elif kind == 4:
            x[:, c] = r.randint(1, 4000, rows) * 1e-41  # denormal as 32-bit floats
        else:
            x[:, c] = r.rand(rows) < 0.4
    x = x.astype(np.float32).astype(np.float64)
    x[r.rand(rows, width) < missing] = np.nan
    return x


def target(x, seed, noise=0.5):
    r = np.random.RandomState(seed)
    z = np.nan_to_num(x, nan=1.0)
    z = np.sign(z) * np.log1p(np.abs(z) * np.where(np.abs(z) < 1e-30, 1e41, 1))
    w = r.normal(0, 1, x.shape[1])
    y = z @ w + 2 * np.sin(z[:, 0] * z[:, 1 % x.shape[1]]) + np.where(np.isnan(x[:, 0]), 1.5, 0)
    return (y - y.mean()) / y.std() + r.normal(0, noise, len(x))


def classes(y, k):
    return np.digitize(y, np.quantile(y, np.arange(1, k) / k))


def edge_rows(x, thresholds, rows, seed, infinities=False, wide=False, categories=None):
    """Rows made of training cells, thresholds, their neighbours, zeros, denormals, missing cells and large numbers."""
    r = np.random.RandomState(seed)
    width = x.shape[1]
    out = np.empty((rows, width))
    for i in range(rows):
        for c in range(width):
            k = r.rand()
            t = thresholds.get(c) or [0.0]
            v = t[r.randint(len(t))]
            if categories and c in categories:
                n = categories[c]
                out[i, c] = r.choice([r.randint(n), r.randint(n), r.randint(n), n + r.randint(1, 40), np.nan, 1e9])
            elif k < 0.45 or i < rows // 4:
                out[i, c] = x[r.randint(len(x)), c]
            elif k < 0.62:
                out[i, c] = v
            elif k < 0.72:
                out[i, c] = np.nextafter(np.float32(v), np.float32(-np.inf))
            elif k < 0.78:
                out[i, c] = np.nextafter(v, np.inf if r.rand() < 0.5 else -np.inf) if wide else v
            elif k < 0.88:
                out[i, c] = r.choice([0.0, -0.0, 1e-45, -1e-45, 1e-40, -1e-36, 1e-35])
            elif k < 0.94:
                out[i, c] = np.nan
            else:
                big = [1e30, -1e30, 3.4e38, -3.4e38] + ([np.inf, -np.inf] if infinities else [])
                out[i, c] = r.choice(big)
    if not wide:
        out = out.astype(np.float32).astype(np.float64)
    return out


def gz(path, content):
    with open(path, "wb") as f:
        with gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0, compresslevel=9) as z:
            z.write(content)


def save(kind, name, model, suffix, rows, margins, scores):
    """Writes NAME.SUFFIX.gz, the model as its trainer wrote it, and NAME.rows.gz: four sizes, then doubles, big-endian."""
    folder = os.path.join(HERE, "..", kind)
    os.makedirs(folder, exist_ok=True)
    n = len(rows)
    margins = np.asarray(margins, dtype=np.float64).reshape(n, -1)
    scores = np.asarray(scores, dtype=np.float64).reshape(n, -1)
    head = struct.pack(">iiii", n, rows.shape[1], margins.shape[1], scores.shape[1])
    body = b"".join(np.ascontiguousarray(a).astype(">f8").tobytes() for a in (rows, margins, scores))
    gz(os.path.join(folder, name + ".rows.gz"), head + body)
    gz(os.path.join(folder, name + "." + suffix + ".gz"), model)
    print(kind, name, len(model), "bytes, margins", margins.min(), margins.max(), file=sys.stderr)
