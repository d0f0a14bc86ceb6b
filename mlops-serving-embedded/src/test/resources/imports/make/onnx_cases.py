"""scikit-learn models as ONNX, with what ONNX Runtime says on one thread: python onnx_cases.py."""
import sys
import numpy as np
import onnx
import onnxruntime as ort
import skl2onnx
from onnx import helper, numpy_helper, TensorProto
from skl2onnx.common.data_types import FloatTensorType, DoubleTensorType, StringTensorType, Int64TensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (RandomForestClassifier, RandomForestRegressor, ExtraTreesClassifier, ExtraTreesRegressor,
                              GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
                              HistGradientBoostingRegressor)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, LinearRegression, Ridge
from sklearn.pipeline import make_pipeline, Pipeline
from sklearn.preprocessing import (StandardScaler, MinMaxScaler, RobustScaler, MaxAbsScaler, OneHotEncoder, OrdinalEncoder,
                                   Normalizer, Binarizer)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from common import data, target, classes, edge_rows, save

W = 8


def plain_numbers(key, value, *more, make=helper.make_attribute, **named):
    """onnx 1.23 refuses the numbers of numpy 2 that skl2onnx 1.20 gives it for histogram boosting."""
    if isinstance(value, (list, np.ndarray)):
        value = [v.item() if isinstance(v, np.generic) else v for v in value]
        value = [int(v) if isinstance(v, bool) else v for v in value]
    return make(key, value, *more, **named)


helper.make_attribute = plain_numbers


def session(model):
    o = ort.SessionOptions()
    o.intra_op_num_threads = 1
    o.inter_op_num_threads = 1
    o.log_severity_level = 3
    return ort.InferenceSession(model.SerializeToString(), o, providers=["CPUExecutionProvider"])


def scores(model, feeds):
    out = session(model).run(None, feeds)
    last = out[-1] if len(out) == 1 else out[1]
    if isinstance(last, list):  # a map for each row
        return np.array([[row[k] for k in row] for row in last], dtype=np.float64)
    return np.asarray(last, dtype=np.float64)


def thresholds_of(model):
    th = {}
    for n in model.graph.node:
        a = {x.name: x for x in n.attribute}
        if "nodes_featureids" in a:
            values = list(a["nodes_values"].floats) if "nodes_values" in a else \
                list(numpy_helper.to_array(a["nodes_values_as_tensor"].t))
            modes = a["nodes_modes"].strings
            for f, v, m in zip(a["nodes_featureids"].ints, values, modes):
                if m != b"LEAF":
                    th.setdefault(int(f), []).append(float(v))
    return th


def case(name, est, y, x=None, missing=0.0, zipmap=False, double=False, rows=1200, seed=1, n_test=120, infinities=None,
         edit=None, opset=None, clip=None, names=None):
    x = data(rows, W, seed, missing) if x is None else x
    est.fit(x, y(x))
    kind = DoubleTensorType if double else FloatTensorType
    options = {id(est): {"zipmap": zipmap}} if hasattr(est, "predict_proba") else None
    m = skl2onnx.to_onnx(est, initial_types=[("X", kind([None, x.shape[1]]))], options=options,
                         target_opset=opset or {"": 18, "ai.onnx.ml": 3})
    limits = thresholds_of(m)
    if edit:
        m = edit(m)
    inf = missing > 0 if infinities is None else infinities
    t = edge_rows(x, limits, n_test, seed + 100, infinities=inf, wide=double)
    if missing == 0:
        t = np.nan_to_num(t, nan=0.25)
        t = t if double else t.astype(np.float32).astype(np.float64)
    if clip:
        t = np.clip(t, -clip, clip).astype(np.float32).astype(np.float64)
    feeds = {"X": t.astype(np.float64 if double else np.float32)}
    s = scores(m, feeds)
    save("onnx", name, m.SerializeToString(), "onnx", t, s, s)
    usual = np.isfinite(t).all(axis=1) & (np.abs(t) < 1e20).all(axis=1)
    s = s[usual]
    own = est.predict_proba(t[usual]) if hasattr(est, "predict_proba") else est.predict(t[usual])
    print("   scikit-learn differs by", np.abs(np.asarray(own, dtype=float).reshape(s.shape) - s).max(), file=sys.stderr)
    return est


binary = lambda x: (target(x, 2) > 0.3).astype(int)
four = lambda x: classes(target(x, 4), 4)
named = lambda x: np.array(["ham", "spam", "eggs"])[classes(target(x, 4), 3)]
number = lambda x: target(x, 1)

def float_output(m):  # the operator gives 32-bit floats also for 64-bit inputs
    m.graph.output[-1].type.tensor_type.elem_type = TensorProto.FLOAT
    return m


case("forest", RandomForestClassifier(30, max_depth=8, random_state=1), binary)
case("forest-zipmap", RandomForestClassifier(10, max_depth=6, random_state=1), named, zipmap=True)
case("forest-classes", RandomForestClassifier(20, max_depth=6, random_state=1), four)
case("forest-regression", RandomForestRegressor(20, max_depth=8, random_state=1), number)
case("forest-double", RandomForestRegressor(10, max_depth=6, random_state=1), number, double=True, edit=float_output)
case("forest-targets", RandomForestRegressor(8, max_depth=5, random_state=1), lambda x: np.stack([target(x, 1), target(x, 2)], axis=1))
case("extra-trees", ExtraTreesClassifier(20, max_depth=8, random_state=1), four)
case("extra-trees-regression", ExtraTreesRegressor(20, max_depth=8, random_state=1), number)
case("tree-deep", DecisionTreeRegressor(max_depth=20, random_state=1), number)
case("tree", DecisionTreeClassifier(max_depth=4, random_state=1), four)
case("boosting", GradientBoostingClassifier(n_estimators=40, max_depth=3, random_state=1), binary)
case("boosting-classes", GradientBoostingClassifier(n_estimators=10, max_depth=3, random_state=1), four)
case("boosting-regression", GradientBoostingRegressor(n_estimators=60, max_depth=3, random_state=1), number)
case("thousand", GradientBoostingRegressor(n_estimators=1000, max_depth=1, random_state=1), number)
case("hist", HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=31, random_state=1), binary, missing=0.05)
case("hist-zipmap", HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=15, random_state=1), named, missing=0.05, zipmap=True)
case("hist-classes", HistGradientBoostingClassifier(max_iter=10, max_leaf_nodes=15, random_state=1), four, missing=0.05)
case("hist-regression", HistGradientBoostingRegressor(max_iter=40, max_leaf_nodes=31, random_state=1), number, missing=0.05)
case("hist-double", HistGradientBoostingRegressor(max_iter=15, max_leaf_nodes=31, random_state=1), number, missing=0.05, double=True, edit=float_output)
case("scaled-forest", make_pipeline(StandardScaler(), RandomForestClassifier(15, max_depth=7, random_state=1)), binary, clip=1e30)
case("min-max-forest", make_pipeline(MinMaxScaler(), RandomForestRegressor(10, max_depth=7, random_state=1)), number, clip=1e30)
case("robust-boosting", make_pipeline(RobustScaler(), GradientBoostingClassifier(n_estimators=15, random_state=1)), binary, clip=1e30)
case("imputed-forest", make_pipeline(SimpleImputer(strategy="median"), RandomForestClassifier(15, max_depth=7, random_state=1)), binary, missing=0.1, infinities=False)
case("imputed-scaled", make_pipeline(SimpleImputer(), StandardScaler(), MaxAbsScaler(), ExtraTreesClassifier(10, max_depth=7, random_state=1)), four, missing=0.1, infinities=False, clip=1e30)
case("normalised-forest", make_pipeline(Normalizer("l2"), RandomForestClassifier(10, max_depth=6, random_state=1)), binary, clip=1e4)
case("binarised-forest", make_pipeline(Binarizer(threshold=0.3), RandomForestClassifier(10, max_depth=6, random_state=1)), binary)
plain = lambda: data(1200, W, 1, 0.0)[:, [0, 1, 3, 5, 6, 7]]
holes = lambda seed: np.where(np.random.RandomState(seed).rand(1200, 6) < 0.1, np.nan, plain())
for norm in ("l1", "max"):  # scikit-learn divides by the largest absolute value, ONNX by the largest
    case("normalised-" + norm, make_pipeline(Normalizer(norm), GradientBoostingRegressor(n_estimators=20, random_state=1)), number, clip=1e4)
case("normalised-imputed", make_pipeline(SimpleImputer(), Normalizer("l1"), StandardScaler(), ExtraTreesClassifier(10, max_depth=7, random_state=1)), four, x=holes(8), infinities=False, clip=1e4)
case("logistic", make_pipeline(StandardScaler(), LogisticRegression()), binary, x=plain(), clip=100)
case("logistic-classes", LogisticRegression(max_iter=500), four, x=plain(), clip=100)
case("linear", make_pipeline(StandardScaler(), LinearRegression()), number, x=plain(), clip=100)
case("linear-imputed", make_pipeline(SimpleImputer(strategy="median"), MinMaxScaler(), Ridge()), number, x=holes(8), infinities=False, clip=100)
case("logistic-imputed", make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(max_iter=500)), four, x=holes(9), infinities=False, clip=100)
case("logistic-normalised", make_pipeline(Normalizer("l2"), StandardScaler(), LogisticRegression()), binary, x=plain(), clip=100)

case("small-normalised", make_pipeline(SimpleImputer(), Normalizer("l2"), DecisionTreeClassifier(max_depth=3, random_state=1)), binary, x=holes(7), infinities=False, clip=1e4, n_test=20)
case("small-forest", RandomForestClassifier(3, max_depth=3, random_state=1), four, n_test=20)
case("small-scaled", make_pipeline(SimpleImputer(), StandardScaler(), GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=1)), binary, missing=0.1, infinities=False, clip=1e30, n_test=20)

# columns of texts and numbers
import pandas as pd
x = data(1200, 4, 31, 0.08)
frame = pd.DataFrame(x, columns=["age", "visits", "spend", "gap"])
r = np.random.RandomState(1)
colours = ["red", "green", "blue", "gr\u00fcn"]
plans = ["basic", "pro", "team"]
frame["colour"] = np.array(colours)[r.randint(0, 4, 1200)]
frame["plan"] = np.array(plans)[r.randint(0, 3, 1200)]
lift = frame["colour"].map({"red": 2, "green": -1, "blue": 0, "gr\u00fcn": 1}) + frame["plan"].map({"basic": -1, "pro": 0, "team": 2})
y = (target(x, 2) + lift > 0.5).astype(int)


def mixed(name, last, prep, y, zipmap=True):
    pipe = Pipeline([("prep", prep), ("model", last)])
    pipe.fit(frame, y)
    types = [(c, FloatTensorType([None, 1])) for c in frame.columns[:4]] + [(c, StringTensorType([None, 1])) for c in frame.columns[4:]]
    options = {id(pipe): {"zipmap": zipmap}} if hasattr(last, "predict_proba") else None
    m = skl2onnx.to_onnx(pipe, initial_types=types, options=options, target_opset={"": 18, "ai.onnx.ml": 3})
    t = frame[:120].copy()
    t.loc[t.index[:10], "colour"] = "no such colour"
    feeds = {c: t[[c]].to_numpy().astype(np.float32) for c in frame.columns[:4]}
    feeds.update({c: t[[c]].to_numpy().astype(object) for c in frame.columns[4:]})
    s = scores(m, feeds)
    codes = np.column_stack([t[c].map({v: i for i, v in enumerate(sorted(set(frame[c])))}).fillna(-1) for c in frame.columns[4:]])
    rows = np.column_stack([t[frame.columns[:4]].to_numpy(), codes])
    save("onnx", name, m.SerializeToString(), "onnx", rows, s, s)


numbers, texts = ["age", "visits", "spend", "gap"], ["colour", "plan"]
mixed("columns", RandomForestClassifier(15, max_depth=7, random_state=1), ColumnTransformer([
    ("n", make_pipeline(SimpleImputer(), StandardScaler()), numbers), ("t", OneHotEncoder(handle_unknown="ignore"), texts)]), y)
mixed("columns-hist", HistGradientBoostingRegressor(max_iter=15, random_state=1), ColumnTransformer([
    ("t", OneHotEncoder(handle_unknown="ignore", sparse_output=False), texts), ("n", "passthrough", numbers)]), target(x, 2) + lift)
mixed("columns-ordinal", GradientBoostingClassifier(n_estimators=15, random_state=1), ColumnTransformer([
    ("n", SimpleImputer(), numbers), ("t", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), texts)]), y, zipmap=False)
mixed("columns-logistic", LogisticRegression(), ColumnTransformer([
    ("n", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "visits"]), ("t", OneHotEncoder(handle_unknown="ignore"), texts)]), y)

mixed("columns-linear", Ridge(), ColumnTransformer([
    ("n", make_pipeline(SimpleImputer(), MinMaxScaler()), ["age", "visits"]), ("t", OneHotEncoder(handle_unknown="ignore"), texts)]), target(x, 2) + lift)
mixed("small-columns-classes", LogisticRegression(max_iter=500), ColumnTransformer([
    ("n", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "visits"]), ("t", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), texts)]), classes(target(x, 2) + lift, 3), zipmap=False)


# the operator TreeEnsemble of ai.onnx.ml 5, by hand from the attributes of version 3
def upgrade(m):
    for node in m.graph.node:
        if node.op_type not in ("TreeEnsembleRegressor", "TreeEnsembleClassifier"):
            continue
        a = {x.name: helper.get_attribute_value(x) for x in node.attribute}
        cls = node.op_type.endswith("Classifier")
        p = "class" if cls else "target"
        leaves = {}
        for t, n, i, w in zip(a[p + "_treeids"], a[p + "_nodeids"], a[p + "_ids"], a[p + "_weights"]):
            leaves.setdefault((t, n), []).append((i, w))
        inner, leaf, order = {}, {}, []
        for k, (t, n, mode) in enumerate(zip(a["nodes_treeids"], a["nodes_nodeids"], a["nodes_modes"])):
            if mode == b"LEAF":
                leaf[(t, n)] = len(leaf)
            else:
                inner[(t, n)] = len(inner)
                order.append(k)
        codes = {b"BRANCH_LEQ": 0, b"BRANCH_LT": 1, b"BRANCH_GTE": 2, b"BRANCH_GT": 3, b"BRANCH_EQ": 4, b"BRANCH_NEQ": 5}
        pick = lambda key: [a[key][k] for k in order]
        tid = pick("nodes_treeids")
        yes = [(t, n) for t, n in zip(tid, pick("nodes_truenodeids"))]
        no = [(t, n) for t, n in zip(tid, pick("nodes_falsenodeids"))]
        flat = [(k, v) for k, v in sorted(leaf.items(), key=lambda e: e[1])]
        assert all(len(leaves[k]) == 1 for k, _ in flat)
        new = helper.make_node("TreeEnsemble", [node.input[0]], [node.output[-1]], domain="ai.onnx.ml",
                               n_targets=int(a.get("n_targets", 1)), aggregate_function=1, post_transform=0,
                               tree_roots=[inner[(t, 0)] for t in sorted(set(a["nodes_treeids"]))],
                               nodes_featureids=pick("nodes_featureids"),
                               nodes_modes=helper.make_tensor("m", TensorProto.UINT8, [len(order)], [codes[v] for v in pick("nodes_modes")]),
                               nodes_splits=helper.make_tensor("s", TensorProto.FLOAT, [len(order)], pick("nodes_values")),
                               nodes_truenodeids=[leaf[k] if k in leaf else inner[k] for k in yes],
                               nodes_trueleafs=[int(k in leaf) for k in yes],
                               nodes_falsenodeids=[leaf[k] if k in leaf else inner[k] for k in no],
                               nodes_falseleafs=[int(k in leaf) for k in no],
                               nodes_missing_value_tracks_true=pick("nodes_missing_value_tracks_true"),
                               leaf_targetids=[leaves[k][0][0] for k, _ in flat],
                               leaf_weights=helper.make_tensor("w", TensorProto.FLOAT, [len(flat)], [leaves[k][0][1] for k, _ in flat]))
        node.CopyFrom(new)
    for o in m.opset_import:
        if o.domain == "ai.onnx.ml":
            o.version = 5
    return m


case("v5-forest", RandomForestRegressor(10, max_depth=6, random_state=1), number, edit=upgrade)
case("v5-hist", HistGradientBoostingRegressor(max_iter=10, max_leaf_nodes=15, random_state=1), number, missing=0.05, edit=upgrade)

# every rule of a node, sets of members, averages and smallest sums, by hand
def by_hand(name, aggregate, post, targets):
    splits = [1.0, 2.0, 3.0, 0.5, 4.0, 2.0, 0.0]
    modes = [0, 1, 2, 3, 4, 5, 6]
    n = len(modes)
    sets = [3.0, 5.0, 7.0, 70.0]
    node = helper.make_node(
        "TreeEnsemble", ["X"], ["Y"], domain="ai.onnx.ml", n_targets=targets, aggregate_function=aggregate, post_transform=post,
        tree_roots=list(range(n)), nodes_featureids=list(range(n)),
        nodes_modes=helper.make_tensor("m", TensorProto.UINT8, [n], modes),
        nodes_splits=helper.make_tensor("s", TensorProto.FLOAT, [n], splits),
        nodes_truenodeids=list(range(0, 2 * n, 2)), nodes_trueleafs=[1] * n,
        nodes_falsenodeids=list(range(1, 2 * n, 2)), nodes_falseleafs=[1] * n,
        nodes_missing_value_tracks_true=[1, 0, 1, 0, 1, 0, 0],
        leaf_targetids=[i % targets for i in range(2 * n)],
        leaf_weights=helper.make_tensor("w", TensorProto.FLOAT, [2 * n], [0.1 * (i + 1) * (-1) ** i for i in range(2 * n)]),
        membership_values=helper.make_tensor("v", TensorProto.FLOAT, [len(sets) + 1], sets + [float("nan")]))
    graph = helper.make_graph([node], "g", [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, n])],
                              [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [None, targets])])
    m = helper.make_model(graph, opset_imports=[helper.make_opsetid("ai.onnx.ml", 5), helper.make_opsetid("", 18)], ir_version=9)
    t = np.random.RandomState(4).choice([0, 0.5, 1, 2, 3, 4, 5, 7, 70, 71, -1, 2.5, np.nan], size=(150, n))
    s = scores(m, {"X": t.astype(np.float32)})
    save("onnx", name, m.SerializeToString(), "onnx", t, s, s)


by_hand("v5-rules", 1, 0, 1)
by_hand("v5-average", 0, 0, 1)
by_hand("v5-targets", 1, 0, 2)
by_hand("v5-softmax", 1, 1, 2)
