package io.github.modelkeel.serving.embedded.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a CatBoost file holds of what matters here. Confined to one thread. */
final class CatboostDocument {
    private static final Pattern RELEASE = Pattern.compile("tags/v([0-9.]{1,20})");

    private final Source source;
    private final Cursor in;
    private int[] flat = new int[16]; // of each float feature its number among all; -1 if unknown
    private boolean[] missingTrue = new boolean[16];
    private String[] names = new String[16];
    private int features;
    final List<CatboostSymmetricTree> symmetric = new ArrayList<>();
    final List<CatboostTree> others = new ArrayList<>();
    double scale = 1;
    double[] bias = {0};
    List<String> classes = List.of();
    String loss = "";
    String version = "unknown";

    private CatboostDocument(Source source, Cursor in) {
        this.source = source;
        this.in = in;
    }

    static CatboostDocument read(Cursor in, Source source) {
        CatboostDocument document = new CatboostDocument(source, in);
        in.object(document::entry);
        in.end();
        return document;
    }

    private void entry(String key) {
        switch (key) {
            case "features_info" ->
                in.object(kind -> {
                    switch (kind) {
                        case "float_features" -> in.list(this::feature);
                        case "categorical_features", "ctrs" ->
                            refuse(
                                    kind,
                                    "encode them before training, for instance by target means, or train with one of the other libraries");
                        case "text_features", "embedding_features" ->
                            refuse(kind, "compute numbers of them before training");
                        default -> in.skip();
                    }
                });
            case "model_info" -> in.object(this::info);
            case "oblivious_trees" -> in.list(() -> symmetric.add(CatboostSymmetricTree.read(in, source)));
            case "trees" -> in.list(() -> others.add(CatboostTree.read(in, source)));
            case "scale_and_bias" -> scaleAndBias();
            default -> in.skip();
        }
    }

    /** Empty lists are harmless. */
    private void refuse(String kind, String instead) {
        in.list(() -> {
            throw source.unsupported("has " + kind, instead);
        });
    }

    private void feature() {
        int[] index = {-1, -1};
        boolean[] missing = {false};
        String[] name = {""};
        in.object(key -> {
            switch (key) {
                case "feature_index" -> index[0] = whole(key);
                case "flat_feature_index" -> index[1] = whole(key);
                case "feature_id" -> name[0] = in.text();
                case "nan_value_treatment" -> {
                    String text = in.text();
                    missing[0] = text.equals("AsTrue");
                    if (!text.equals("AsTrue") && !text.equals("AsFalse") && !text.equals("AsIs")) {
                        throw source.unsupported(
                                "treats missing cells '" + text + "'", "train with nan_mode Min or Max");
                    }
                }
                default -> in.skip();
            }
        });
        if (index[0] != features || index[1] < index[0]) {
            throw source.damaged(
                    "float feature " + features + " has the index " + index[0] + " and the flat index " + index[1]);
        }
        if (features == flat.length) {
            flat = Arrays.copyOf(flat, 2 * features);
            missingTrue = Arrays.copyOf(missingTrue, 2 * features);
            names = Arrays.copyOf(names, 2 * features);
        }
        if (features > 0 && index[1] <= flat[features - 1]) {
            throw source.damaged("the flat index " + index[1] + " does not follow " + flat[features - 1]);
        }
        flat[features] = index[1];
        missingTrue[features] = missing[0];
        names[features++] = name[0];
    }

    private void info(String key) {
        switch (key) {
            case "class_params" ->
                in.object(name -> {
                    if (name.equals("class_names")) {
                        classes = new ArrayList<>();
                        in.list(() -> classes.add(scalar()));
                    } else {
                        in.skip();
                    }
                });
            case "params" ->
                in.object(name -> {
                    if (name.equals("loss_function")) {
                        in.object(part -> {
                            if (part.equals("type")) {
                                loss = in.text();
                            } else {
                                in.skip();
                            }
                        });
                    } else {
                        in.skip();
                    }
                });
            case "catboost_version_info" -> {
                Matcher tag = RELEASE.matcher(in.text());
                version = tag.find() ? tag.group(1) : "unknown";
            }
            default -> in.skip();
        }
    }

    private String scalar() {
        if (in.kind() == Cursor.Kind.TEXT) {
            return in.text();
        }
        double number = in.number();
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private void scaleAndBias() {
        int[] part = {0};
        in.list(() -> {
            if (part[0] == 0) {
                scale = in.number();
            } else if (part[0] == 1 && in.kind() == Cursor.Kind.LIST) {
                bias = in.doubles();
            } else if (part[0] == 1) {
                bias = new double[] {in.number()}; // before several targets
            } else {
                throw source.damaged("scale_and_bias has more than a scale and a bias");
            }
            part[0]++;
        });
    }

    private int whole(String key) {
        long value = in.whole();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw source.damaged("'" + key + "' is " + value);
        }
        return (int) value;
    }

    /** Returns the number of columns of a row: those that no tree looks at are known by the gaps they leave. */
    int width() {
        return features == 0 ? 0 : flat[features - 1] + 1;
    }

    String name(int column) {
        int at = Arrays.binarySearch(flat, 0, features, column);
        String name = at < 0 ? "" : names[at];
        return name.isBlank() ? "f" + column : name;
    }

    /** Returns the column of a float feature. */
    int column(int feature) {
        if (feature < 0 || feature >= features) {
            throw source.damaged("a split tests float feature " + feature + " of " + features);
        }
        return flat[feature];
    }

    /** Returns whether a missing cell counts as above every border. */
    boolean missingAbove(int feature) {
        return missingTrue[feature];
    }

    /** Reads a split, of a numeric feature. */
    static void split(Cursor in, Source source, Consumer<Split> to) {
        double[] border = {Double.NaN};
        int[] feature = {-1};
        in.object(key -> {
            switch (key) {
                case "border" -> border[0] = in.number();
                case "float_feature_index" -> {
                    long value = in.whole();
                    feature[0] = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, value));
                }
                case "split_type" -> {
                    String type = in.text();
                    if (!type.equals("FloatFeature")) {
                        throw source.unsupported(
                                "has splits of type '" + type + "'", "train with numeric features only");
                    }
                }
                default -> in.skip();
            }
        });
        to.accept(new Split(feature[0], border[0]));
    }

    /**
     * A row goes to the second child where the cell is above the border.
     *
     * @param feature number of the float feature
     */
    record Split(int feature, double border) {}
}
