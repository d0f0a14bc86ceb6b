package io.github.modelkeel.tribuo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.model.FeatureMatrix;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainingData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * One of the public data sets beside the repository, with the split and the encoding of its reference scores: numbers as
 * they are, missing ones left missing, then a one-hot column for each category of the training rows.
 */
record PublicData(TrainingData train, TrainingData test, JsonNode baseline) {
    static Path root() {
        return Path.of(System.getProperty("modelkeel.shared", "../../shared")).resolve("data");
    }

    static PublicData load(String folder) {
        try {
            return load(root().resolve(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the data with missing numbers replaced by the median of the training rows, as the forests have them. */
    PublicData imputed() {
        FeatureMatrix seen = train.features();
        double[] medians = new double[seen.width()];
        for (int c = 0; c < medians.length; c++) {
            int column = c;
            double[] present = java.util.stream.IntStream.range(0, seen.rows())
                    .mapToDouble(row -> seen.at(row, column))
                    .filter(v -> !Double.isNaN(v))
                    .sorted()
                    .toArray();
            int n = present.length;
            medians[c] = (present[(n - 1) / 2] + present[n / 2]) / 2;
        }
        return new PublicData(imputed(train, medians), imputed(test, medians), baseline);
    }

    private static TrainingData imputed(TrainingData data, double[] medians) {
        double[] values = data.features().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? medians[i % medians.length] : values[i];
        }
        FeatureMatrix matrix =
                new FeatureMatrix(data.features().names(), data.features().rows(), values);
        return new TrainingData(matrix, data.labels());
    }

    private static PublicData load(Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode spec = json.readTree(folder.resolve("dataset.json").toFile());
        JsonNode baseline = json.readTree(folder.resolve("baseline.json").toFile());
        List<Map<String, String>> records = records(folder, spec);
        Set<Integer> testRows = new HashSet<>();
        for (String line : Files.readAllLines(folder.resolve("test_rows.txt"))) {
            testRows.add(Integer.parseInt(line.strip()));
        }
        List<Map<String, String>> train = new ArrayList<>();
        List<Map<String, String>> test = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (kept(records.get(i), spec)) {
                (testRows.contains(i) ? test : train).add(records.get(i));
            }
        }
        Map<String, TreeSet<String>> levels = new LinkedHashMap<>();
        for (JsonNode name : baseline.get("categorical_features")) {
            TreeSet<String> seen = new TreeSet<>();
            train.forEach(r -> seen.add(r.get(name.asText())));
            levels.put(name.asText(), seen);
        }
        return new PublicData(encode(train, baseline, levels), encode(test, baseline, levels), baseline);
    }

    private static boolean kept(Map<String, String> row, JsonNode spec) {
        if (row.get(spec.get("target").asText()).isEmpty()) {
            return false;
        }
        for (JsonNode rule : spec.path("keep_where")) { // low < value <= high
            double value = Double.parseDouble(row.get(rule.get(0).asText()));
            if (!(value > rule.get(1).asDouble() && value <= rule.get(2).asDouble())) {
                return false;
            }
        }
        return true;
    }

    private static TrainingData encode(
            List<Map<String, String>> rows, JsonNode baseline, Map<String, TreeSet<String>> levels) {
        List<String> names = new ArrayList<>();
        baseline.get("numeric_features").forEach(n -> names.add(n.asText()));
        int numbers = names.size();
        levels.forEach((column, seen) -> seen.forEach(level -> names.add(column + "=" + level)));
        double[] cells = new double[rows.size() * names.size()];
        List<String> classes = new ArrayList<>();
        baseline.get("classes").forEach(c -> classes.add(c.asText()));
        double[] labels = new double[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            int at = row * names.size();
            for (int c = 0; c < numbers; c++) {
                String text = rows.get(row).get(names.get(c));
                cells[at + c] = text.isEmpty() ? Double.NaN : Double.parseDouble(text);
            }
            int next = at + numbers;
            for (Map.Entry<String, TreeSet<String>> column : levels.entrySet()) {
                for (String level : column.getValue()) {
                    cells[next++] = rows.get(row).get(column.getKey()).equals(level) ? 1 : 0;
                }
            }
            String target = rows.get(row).get(baseline.get("target").asText());
            labels[row] = classes.isEmpty() ? Double.parseDouble(target) : classes.indexOf(target);
        }
        Task task = classes.isEmpty() ? Task.REGRESSION : classes.size() == 2 ? Task.BINARY : Task.MULTICLASS;
        return new TrainingData(new FeatureMatrix(names, rows.size(), cells), new Labels(task, classes, labels));
    }

    /** Reads the file; a missing cell becomes an empty text, and the taxi trips get their two derived columns. */
    private static List<Map<String, String>> records(Path folder, JsonNode spec) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(spec.get("file").asText()));
        if (spec.get("file").asText().endsWith(".gz")) {
            bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        Set<String> missing = new HashSet<>();
        spec.get("missing").forEach(m -> missing.add(m.asText()));
        boolean trim = spec.path("trim").asBoolean();
        List<List<String>> lines = parse(new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", ""));
        List<Map<String, String>> records = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int c = 0; c < line.size(); c++) {
                String name = trim ? lines.get(0).get(c).strip() : lines.get(0).get(c);
                String cell = trim ? line.get(c).strip() : line.get(c);
                row.put(name, missing.contains(cell) ? "" : cell);
            }
            if (spec.has("derived")) {
                LocalDateTime pickup =
                        LocalDateTime.parse(row.get("pickup_datetime").replace(' ', 'T'));
                row.put("pickup_hour", Integer.toString(pickup.getHour()));
                row.put("pickup_weekday", Integer.toString(pickup.getDayOfWeek().getValue() - 1));
            }
            records.add(row);
        }
        return records;
    }

    private static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(text.charAt(i++));
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\n') {
                line.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            } else if (c != '\r') {
                cell.append(c);
            }
        }
        if (!line.isEmpty() || cell.length() > 0) {
            line.add(cell.toString());
            lines.add(line);
        }
        return lines;
    }

    /** Returns our value of a metric of {@code baseline.json} on the test rows. */
    double metric(String name, double[] scores) {
        double[] wanted = test.labels().values();
        int outputs = scores.length / wanted.length;
        return switch (name) {
            case "accuracy" -> accuracy(wanted, scores, outputs);
            case "macro_f1" -> macroF1(wanted, scores, outputs);
            case "auc" -> auc(wanted, scores);
            case "r2", "rmse" -> {
                double mean = Arrays.stream(wanted).average().orElse(0);
                double error = 0;
                double spread = 0;
                for (int i = 0; i < wanted.length; i++) {
                    error += (wanted[i] - scores[i]) * (wanted[i] - scores[i]);
                    spread += (wanted[i] - mean) * (wanted[i] - mean);
                }
                yield name.equals("r2") ? 1 - error / spread : Math.sqrt(error / wanted.length);
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static int best(double[] scores, int row, int outputs) {
        int best = 0;
        for (int k = 1; k < outputs; k++) {
            best = scores[row * outputs + k] > scores[row * outputs + best] ? k : best;
        }
        return best;
    }

    private static double accuracy(double[] wanted, double[] scores, int outputs) {
        int right = 0;
        for (int row = 0; row < wanted.length; row++) {
            right += best(scores, row, outputs) == wanted[row] ? 1 : 0;
        }
        return (double) right / wanted.length;
    }

    private static double macroF1(double[] wanted, double[] scores, int outputs) {
        double sum = 0;
        for (int k = 0; k < outputs; k++) {
            int hit = 0;
            int either = 0;
            for (int row = 0; row < wanted.length; row++) {
                boolean is = wanted[row] == k;
                boolean said = best(scores, row, outputs) == k;
                hit += is && said ? 1 : 0;
                either += (is ? 1 : 0) + (said ? 1 : 0);
            }
            sum += either == 0 ? 0 : 2.0 * hit / either;
        }
        return sum / outputs;
    }

    private static double auc(double[] wanted, double[] scores) {
        Integer[] order = new Integer[wanted.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[2 * a + 1], scores[2 * b + 1]));
        double ranks = 0;
        long positives = 0;
        for (int i = 0; i < order.length; ) {
            int j = i;
            while (j < order.length && scores[2 * order[j] + 1] == scores[2 * order[i] + 1]) {
                j++;
            }
            for (int k = i; k < j; k++) {
                if (wanted[order[k]] == 1) {
                    ranks += (i + 1 + j) / 2.0;
                    positives++;
                }
            }
            i = j;
        }
        long negatives = wanted.length - positives;
        return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }
}
