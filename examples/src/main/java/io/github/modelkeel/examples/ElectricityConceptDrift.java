package io.github.modelkeel.examples;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.stream.Adwin;
import io.github.modelkeel.drift.stream.StreamState;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import io.github.modelkeel.features.Features;
import io.github.modelkeel.features.FittedFeatures;
import io.github.modelkeel.model.Labels;
import io.github.modelkeel.model.Task;
import io.github.modelkeel.model.TrainedModel;
import io.github.modelkeel.model.Trainer;
import io.github.modelkeel.model.TrainingContext;
import io.github.modelkeel.model.TrainingData;
import io.github.modelkeel.read.Csv;
import io.github.modelkeel.tribuo.Tribuo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A model that is trained once and never again, on a market that changes: it learns on the first tenth of two and a half
 * years of electricity prices and is frozen; {@link Adwin} watches its errors on the rest and says when they changed. The page
 * shows the error rate with the changes, and which columns had left the training rows by then.
 *
 * <p>The errors come in runs: right or wrong at ten and at half past ten have a correlation of 0.5, while the bound of the
 * detector assumes that there is none. So it watches twice: each half-hour, which shows every swing, and the error rate of
 * every two hours, which shows what lasted.
 *
 * <p>Arguments: the file {@code electricity.csv} or {@code electricity.csv.gz} (the stream known as elec2) and the page to
 * write.
 */
public final class ElectricityConceptDrift {
    private static final String TARGET = "class";
    private static final int WEEK = 7 * 48;
    private static final int TWO_HOURS = 4;

    private final Dataset rows;
    private final Trainer trainer;

    ElectricityConceptDrift(Dataset rows, Trainer trainer) {
        this.rows = rows;
        this.trainer = trainer;
    }

    /**
     * What the errors of a frozen model showed.
     *
     * @param errors for each row after the training rows, whether the model was wrong
     * @param swings where a change was found from one half-hour to the next, counted from the first row after training
     * @param changes where a change of the error rate by two hours was found, counted likewise
     * @param segments the stretches between the changes
     * @param trainingRows rows the model learned from
     */
    record Story(
            boolean[] errors, List<Integer> swings, List<Integer> changes, List<Segment> segments, int trainingRows) {}

    /**
     * Rows between two changes.
     *
     * @param from first row, counted like the changes
     * @param to first row after
     * @param errorRate share of wrong predictions
     * @param columns what a check of these rows against the training rows says
     */
    record Segment(int from, int to, double errorRate, DriftReport columns) {}

    /** Reads the file named first and writes the page named second. */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("two arguments: electricity.csv.gz and the page to write");
        }
        Dataset rows = Csv.file(Path.of(arguments[0]))
                .type(TARGET, ColumnType.CATEGORY)
                .read();
        Trainer trainer =
                Tribuo.xgboost().trees(100).maxDepth(6).learningRate(0.1).seed(1);
        Story story = new ElectricityConceptDrift(rows, trainer).tell();
        Narrator narrator = new Narrator(System.out);
        narrator.say(
                "%d swings by half-hours, %d changes by two hours",
                story.swings().size(), story.changes().size());
        for (Segment segment : story.segments()) {
            narrator.say(
                    "rows %,6d to %,6d: wrong in %.1f %%; columns %s %s",
                    segment.from(),
                    segment.to(),
                    100.0 * segment.errorRate(),
                    segment.columns().verdict(),
                    segment.columns().driftedColumns());
        }
        write(Path.of(arguments[1]), ErrorPage.render(story));
    }

    private static void write(Path page, String html) {
        try {
            Path folder = page.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(page, html);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + page, e);
        }
    }

    Story tell() {
        int trainingRows = rows.rowCount() / 10;
        Dataset training = between(0, trainingRows);
        boolean[] errors = errors(training, between(trainingRows, rows.rowCount()));
        List<Integer> swings = changes(errors, 1, Adwin.standard());
        List<Integer> changes = changes(errors, TWO_HOURS, Adwin.of(0.002, 1, 5, 5, 10));
        return new Story(errors, swings, changes, segments(training, errors, changes), trainingRows);
    }

    /** Returns the last rows of the stretches of so many rows at whose error rate the detector found a change. */
    private static List<Integer> changes(boolean[] errors, int rows, Adwin detector) {
        List<Integer> changes = new ArrayList<>();
        for (int to = rows; to <= errors.length; to += rows) {
            if (detector.update(rate(errors, to - rows, to)) == StreamState.DRIFT) {
                changes.add(to - 1);
            }
        }
        return changes;
    }

    /** Trains once; then says for each later row whether the model was wrong. */
    private boolean[] errors(Dataset training, Dataset later) {
        Features inputs = Features.builder().useAllBut(TARGET).build();
        FittedFeatures features = inputs.fit(training);
        double[] labels = IntStream.range(0, training.rowCount())
                .mapToDouble(row -> up(training, row) ? 1.0 : 0.0)
                .toArray();
        TrainedModel model = trainer.train(
                new TrainingData(features.transform(training), new Labels(Task.BINARY, List.of("down", "up"), labels)),
                TrainingContext.plain());
        double[] scores = model.nativeScores(features.transform(later));
        boolean[] wrong = new boolean[later.rowCount()];
        for (int row = 0; row < wrong.length; row++) {
            wrong[row] = (scores[2 * row + 1] > 0.5) != up(later, row);
        }
        return wrong;
    }

    private static boolean up(Dataset data, int row) {
        return requireNonNull(data.column(TARGET).text(row)).equals("1");
    }

    private List<Segment> segments(Dataset training, boolean[] errors, List<Integer> changes) {
        TabularDriftDetector detector = TabularDriftDetector.builder()
                .reference(training.drop(List.of(TARGET)))
                .confirmations(1) // each stretch is looked at once
                .build();
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= changes.size(); i++) {
            int to = i < changes.size() ? changes.get(i) + 1 : errors.length;
            if (to > from) {
                int offset = rows.rowCount() - errors.length;
                DriftReport columns = detector.check(between(offset + from, offset + to));
                segments.add(new Segment(from, to, rate(errors, from, to), columns));
            }
            from = to;
        }
        return segments;
    }

    private Dataset between(int from, int to) {
        IntPredicate inside = row -> row >= from && row < to;
        return rows.filter(inside);
    }

    static double rate(boolean[] errors, int from, int to) {
        int wrong = 0;
        for (int i = from; i < to; i++) {
            wrong += errors[i] ? 1 : 0;
        }
        return (double) wrong / (to - from);
    }

    /** Returns the error rate of each whole week. */
    static double[] weekly(boolean[] errors) {
        double[] rates = new double[errors.length / WEEK];
        for (int week = 0; week < rates.length; week++) {
            rates[week] = rate(errors, week * WEEK, (week + 1) * WEEK);
        }
        return rates;
    }

    /** Returns how many weeks lie before this row. */
    static double weeks(int row) {
        return (double) row / WEEK;
    }
}
