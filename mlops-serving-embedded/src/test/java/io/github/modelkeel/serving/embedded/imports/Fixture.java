package io.github.modelkeel.serving.embedded.imports;

import io.github.modelkeel.model.LinearModel;
import io.github.modelkeel.model.Model;
import io.github.modelkeel.model.ModelBody;
import io.github.modelkeel.model.ModelBody.Link;
import io.github.modelkeel.model.TreeEnsemble;
import io.github.modelkeel.serving.embedded.TreeModels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A model as its trainer wrote it, and what the trainer itself says of some rows; made by the scripts in {@code imports/make}. */
record Fixture(String name, byte[] model, double[][] rows, double[][] margins, double[][] scores) {
    /** Returns the names of all fixtures of a kind, such as {@code xgboost}, sorted. */
    static List<String> names(String kind) {
        try (Stream<Path> files = Files.list(folder(kind))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".rows.gz"))
                    .map(name -> name.substring(0, name.length() - ".rows.gz".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fixture of(String kind, String name) {
        try (Stream<Path> files = Files.list(folder(kind))) {
            Path model = files.filter(file -> {
                        String other = file.getFileName().toString();
                        return other.matches(java.util.regex.Pattern.quote(name) + "\\.[a-z]+\\.gz")
                                && !other.equals(name + ".rows.gz");
                    })
                    .findFirst()
                    .orElseThrow();
            ByteBuffer in = ByteBuffer.wrap(unzipped(folder(kind).resolve(name + ".rows.gz")));
            int rows = in.getInt();
            int width = in.getInt();
            int margins = in.getInt();
            int scores = in.getInt();
            return new Fixture(
                    name,
                    unzipped(model),
                    matrix(in, rows, width),
                    matrix(in, rows, margins),
                    matrix(in, rows, scores));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String kind) {
        try {
            return Path.of(Fixture.class.getResource("/imports/" + kind).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unzipped(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    private static double[][] matrix(ByteBuffer in, int rows, int width) {
        double[][] matrix = new double[rows][width];
        for (double[] row : matrix) {
            for (int i = 0; i < width; i++) {
                row[i] = in.getDouble();
            }
        }
        return matrix;
    }

    /** Returns the largest absolute difference of our margins from the trainer's; equal infinities and NaN differ by nothing. */
    double marginDifference(ModelBody body) {
        return difference(identity(body), margins, false);
    }

    /** Returns the largest difference of our scores, relative to those above 1. */
    double scoreDifference(Model model) {
        return difference(model, scores, true);
    }

    private double difference(Model model, double[][] expected, boolean relative) {
        double worst = 0;
        double[] own = new double[model.outputs()];
        for (int row = 0; row < rows.length; row++) {
            model.score(rows[row], 0, own, 0);
            int first =
                    own.length == 2 && expected[row].length == 1 ? 1 : 0; // trainers give the second class of two only
            if (own.length - first != expected[row].length) {
                throw new IllegalStateException(
                        name + " gives " + own.length + " numbers, not " + expected[row].length);
            }
            for (int i = 0; i < expected[row].length; i++) {
                double wanted = expected[row][i];
                double gap = own[first + i] == wanted ? 0 : Math.abs(own[first + i] - wanted);
                gap = relative ? gap / Math.max(1, Math.abs(wanted)) : gap;
                worst = Double.isNaN(gap) ? Double.POSITIVE_INFINITY : Math.max(worst, gap);
            }
        }
        return worst;
    }

    /** Returns a model whose scores are the margins. */
    private static Model identity(ModelBody body) {
        if (body instanceof TreeEnsemble t) {
            return TreeModels.compile(new TreeEnsemble(
                    t.width(),
                    t.groups(),
                    Link.IDENTITY,
                    1,
                    t.precision(),
                    t.comparison(),
                    t.aggregation(),
                    t.scale(),
                    t.base(),
                    t.trees()));
        }
        LinearModel linear = (LinearModel) body;
        return TreeModels.compile(
                new LinearModel(linear.width(), linear.groups(), Link.IDENTITY, linear.weights(), linear.intercepts()));
    }
}
