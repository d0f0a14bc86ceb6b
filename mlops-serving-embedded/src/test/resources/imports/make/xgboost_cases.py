"""Boosters of one XGBoost version with its own margins and predictions: python xgboost_cases.py (names carry the version)."""
import json, os, sys, tempfile
import numpy as np
import xgboost as xgb
from common import data, target, classes, edge_rows, save

V = tuple(int(p) for p in xgb.__version__.split(".")[:3])
TAG = "v%d.%d.%d-" % V
NEW = V >= (3, 0, 0)


def raw(booster, suffix):
    path = os.path.join(tempfile.mkdtemp(), "m." + suffix)
    booster.save_model(path)
    with open(path, "rb") as f:
        return f.read()


def thresholds(booster):
    out = {}
    names = booster.feature_names
    try:
        dump = booster.get_dump(dump_format="json")
    except xgb.core.XGBoostError:  # before 3.1 there is no dump of vector leaves
        return {}
    for tree in dump:
        todo = [json.loads(tree)]
        while todo:
            n = todo.pop()
            if "split" in n:
                digits = n["split"][1:]
                c = names.index(n["split"]) if names and n["split"] in names else int(digits) if digits.isdigit() else -1
                t = n.get("split_condition", [])  # none for an indicator
                if not isinstance(t, list):
                    out.setdefault(c, []).append(float(t))
                todo += n["children"]
    return out


def matrix(x, y=None, **kw):
    return xgb.DMatrix(x, label=y, missing=np.nan, nthread=2, **kw)


def case(name, params, rounds, suffix="json", rows=1500, width=8, seed=1, y=None, kw=None, train_kw=None, n_test=150,
         categories=None, x=None, best=False, missing=0.05, test_kw=None):
    x = data(rows, width, seed, missing) if x is None else x
    y = target(x, seed) if y is None else y(x)
    params = dict(params, seed=seed, nthread=2)
    params.setdefault("tree_method", "hist")
    if params.get("booster") == "gblinear":
        params.pop("tree_method")
        params.setdefault("updater", "coord_descent")
    d = matrix(x, y, **(kw or {}))
    extra = dict(train_kw or {})
    if best:
        held = np.where(np.arange(len(y)) % 5 == 0, 1 - y, y)  # noise that no model learns
        d, h = matrix(x[: rows // 2], held[: rows // 2]), matrix(x[rows // 2:], held[rows // 2:])
        extra["evals"] = [(h, "held")]
        extra["early_stopping_rounds"] = 5
        extra["verbose_eval"] = False
    b = xgb.train(params, d, rounds, **extra)
    t = edge_rows(x, thresholds(b) if params.get("booster") != "gblinear" else {}, n_test, seed + 100, categories=categories)
    if params.get("booster") == "gblinear":
        t = np.clip(np.nan_to_num(t, nan=0.5), -50, 50).astype(np.float32).astype(np.float64)
    kw2 = {k: v for k, v in (kw or {}).items() if k in ("feature_names", "feature_types", "enable_categorical")}
    td = matrix(t, **kw2)
    pk = {}
    if best:
        pk = dict(iteration_range=(0, int(b.best_iteration) + 1))
    margins = b.predict(td, output_margin=True, **pk)
    scores = b.predict(td, **pk)
    save("xgboost", TAG + name, raw(b, suffix), suffix, t, margins, scores)


def counts(x):
    return np.random.RandomState(3).poisson(np.exp(np.clip(target(x, 5), -3, 2))).astype(float)


binary = lambda x: (target(x, 2) > 0.3).astype(float)
four = lambda x: classes(target(x, 4), 4).astype(float)
positive = lambda x: np.exp(np.clip(target(x, 6), -3, 2))

case("binary", dict(objective="binary:logistic", max_depth=6, eta=0.2, base_score=0.3), 60, y=binary)
case("softprob", dict(objective="multi:softprob", num_class=4, max_depth=4, eta=0.3), 20, y=four)
case("poisson", dict(objective="count:poisson", max_depth=3, eta=0.3), 30, y=counts)
case("dart", dict(objective="reg:squarederror", booster="dart", rate_drop=0.2, skip_drop=0.3, max_depth=4, eta=0.3), 30)
if V >= (1, 6, 0):
    case("binary-ubj", dict(objective="binary:logistic", max_depth=6, eta=0.2, base_score=0.3), 60, y=binary, suffix="ubj")
    case("deep-ubj", dict(objective="reg:squarederror", max_depth=20, min_child_weight=0, reg_lambda=0, eta=1.0), 1, rows=3000, suffix="ubj")
    names = ["age", "visits", "spend", "gap", "tiny", "flag", "x y", "z\u00e9"]
    kinds = ["q", "int", "c", "c", "float", "i", "q", "c"]

    def categories():
        x = data(1500, 8, 21)
        r = np.random.RandomState(9)
        for c, n in ((2, 4), (3, 40), (7, 12)):
            x[:, c] = np.where(np.isnan(x[:, c]), np.nan, r.randint(0, n, len(x)))
        return x

    cx = categories()
    lift = np.random.RandomState(10).normal(0, 1.5, 50)
    case("categorical", dict(objective="binary:logistic", max_depth=5, eta=0.3, max_cat_to_onehot=5), 30, x=cx,
         y=lambda x: (target(x[:, [0, 1, 4, 5]], 2) + lift[np.nan_to_num(x[:, 3], nan=44).astype(int)]
                      + lift[::-1][np.nan_to_num(x[:, 7], nan=44).astype(int)] > 0).astype(float),
         categories={2: 4, 3: 40, 7: 12},
         kw=dict(feature_names=names, feature_types=kinds, enable_categorical=True), suffix="json" if V < (3, 0, 0) else "ubj")
if NEW or V[0] == 2:
    case("vector-leaves", dict(objective="reg:squarederror", multi_strategy="multi_output_tree", max_depth=5, eta=0.3), 20,
         y=lambda x: np.stack([target(x, s) for s in (2, 3, 4)], axis=1), suffix="ubj")
    case("targets", dict(objective="reg:squarederror", max_depth=4, eta=0.3), 10,
         y=lambda x: np.stack([target(x, s) for s in (2, 3)], axis=1))
if V[:2] in ((3, 2), (1, 7)):
    case("thousand", dict(objective="reg:squarederror", max_depth=2, eta=0.05), 1000, suffix="ubj", n_test=80)
    case("depth1", dict(objective="reg:absoluteerror" if V[0] > 1 else "reg:squarederror", max_depth=1, eta=0.3), 40)
    case("gamma", dict(objective="reg:gamma", max_depth=4, eta=0.3, base_score=0.7), 25, y=positive, suffix="ubj")
    case("tweedie", dict(objective="reg:tweedie", tweedie_variance_power=1.4, max_depth=4, eta=0.3), 25, y=counts)
    case("rank", dict(objective="rank:pairwise", max_depth=4, eta=0.3), 20, y=four, kw=dict(group=[50] * 30))
    case("softmax", dict(objective="multi:softmax", num_class=4, max_depth=3, eta=0.3, base_score=0.2), 12, y=four, suffix="ubj")
    case("forest", dict(objective="binary:logistic", max_depth=5, eta=0.5, num_parallel_tree=7, subsample=0.7, colsample_bynode=0.6), 3, y=binary)
    case("forest-classes", dict(objective="multi:softprob", num_class=4, max_depth=4, eta=0.5, num_parallel_tree=3, subsample=0.7), 4, y=four)
    case("linear", dict(objective="reg:squarederror", booster="gblinear", reg_lambda=1.0), 20, y=lambda x: target(x, 8), suffix="ubj")
    case("linear-classes", dict(objective="multi:softprob", num_class=4, booster="gblinear", base_score=0.2), 10, y=four)
    case("best", dict(objective="binary:logistic", max_depth=5, eta=0.5), 60, y=binary, best=True)
    case("logitraw", dict(objective="binary:logitraw", max_depth=4, eta=0.3, base_score=0.3), 10, y=binary)
    case("reg-logistic", dict(objective="reg:logistic", max_depth=4, eta=0.3, base_score=0.6), 10, y=binary)
    case("dart-classes", dict(objective="multi:softprob", num_class=4, booster="dart", rate_drop=0.3, one_drop=1, max_depth=3), 12, y=four, suffix="ubj")
    case("constant", dict(objective="binary:logistic", max_depth=3, gamma=1e9), 3, y=binary)
    case("all-missing", dict(objective="binary:logistic", max_depth=5), 10, y=binary, missing=0.7)
if V[:2] == (3, 2):  # small ones, to be damaged by the thousand
    for suffix in ("json", "ubj"):
        case("small-" + suffix, dict(objective="multi:softprob", num_class=3, max_depth=3, eta=0.5), 1, y=lambda x: classes(target(x, 4), 3).astype(float), suffix=suffix, n_test=20)
        case("small-categorical-" + suffix, dict(objective="binary:logistic", max_depth=3, eta=0.3, max_cat_to_onehot=5), 2, x=cx, suffix=suffix, n_test=20,
             y=lambda x: (lift[np.nan_to_num(x[:, 3], nan=44).astype(int)] > 0).astype(float), categories={2: 4, 3: 40, 7: 12},
             kw=dict(feature_names=names, feature_types=kinds, enable_categorical=True))
        case("small-dart-" + suffix, dict(objective="reg:squarederror", booster="dart", rate_drop=0.5, max_depth=2), 3, suffix=suffix, n_test=20)
        case("small-vectors-" + suffix, dict(objective="reg:squarederror", multi_strategy="multi_output_tree", max_depth=2), 2,
             y=lambda x: np.stack([target(x, s) for s in (2, 3)], axis=1), suffix=suffix, n_test=20)
    case("aft", dict(objective="survival:cox", max_depth=3, eta=0.3), 10, y=lambda x: positive(x))
    case("hinge", dict(objective="binary:hinge", max_depth=2), 3, y=binary, n_test=20)
    case("quantiles", dict(objective="reg:quantileerror", quantile_alpha=[0.1, 0.5, 0.9], max_depth=4), 10)
    import pandas as pd
    x = data(1500, 4, 31)
    frame = pd.DataFrame(x, columns=["a", "b", "c", "d"])
    levels = ["red", "green", "blue", "a \"quoted\" one", "gr\u00fcn"]
    frame["colour"] = pd.Categorical.from_codes(np.random.RandomState(1).randint(0, 5, 1500), levels)
    y = (target(x, 2) + lift[frame["colour"].cat.codes] > 0).astype(float)
    d = xgb.DMatrix(frame, label=y, enable_categorical=True)
    b = xgb.train(dict(objective="binary:logistic", max_depth=4, max_cat_to_onehot=1, nthread=2), d, 15)
    t = frame[:120]
    rows = np.column_stack([x[:120], t["colour"].cat.codes]).astype(float)
    td = xgb.DMatrix(t, enable_categorical=True)
    for suffix in ("json", "ubj"):
        save("xgboost", TAG + "levels-" + suffix, raw(b, suffix), suffix, rows, b.predict(td, output_margin=True), b.predict(td))
