package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How often the verdicts are right, counted on samples drawn from seeds. The small forms run in every build; with
 * {@code -Dmodelkeel.simulation=full} the tables of docs/drift.md are made, which takes some minutes.
 */
class VerdictSimulationTest {
    private static final int COLUMNS = 50;
    private static final int ROWS = 5_000;
    private static final double STATED_MISS = 0.1;

    /** What a series of two windows against one reference gave. */
    private record Series(Verdict first, Verdict second, boolean found, boolean others) {}

    private static Dataset normal(Random random, int rows, double shift) {
        Dataset.Builder builder = Dataset.builder();
        for (int c = 0; c < COLUMNS; c++) {
            double moved = c == 0 ? shift : 0.0;
            builder.numbers(
                    "c" + c,
                    random.doubles(rows).map(u -> moved + random.nextGaussian()).toArray());
        }
        return builder.build();
    }

    /** Fresh reference, two windows of the same law, the first column of which is moved by so many deviations. */
    private static Series series(int rows, double shift, long seed) {
        Random random = new Random(seed);
        TabularDriftDetector detector = TabularDriftDetector.builder()
                .reference(normal(random, rows, 0.0))
                .build();
        DriftReport first = detector.check(normal(random, rows, shift));
        DriftReport second = detector.check(normal(random, rows, shift), first);
        List<String> drifted = second.driftedColumns();
        return new Series(
                first.verdict(),
                second.verdict(),
                drifted.contains("c0"),
                drifted.stream().anyMatch(name -> !name.equals("c0")));
    }

    private static <T> List<T> simulate(int times, IntFunction<T> once) {
        return IntStream.range(0, times).parallel().mapToObj(once).toList();
    }

    private static double share(List<Series> all, java.util.function.Predicate<Series> condition) {
        return (double) all.stream().filter(condition).count() / all.size();
    }

    @Test
    void withoutDriftHardlyACheckAlarmsAndAShiftOfFourTenthsIsFound() {
        List<Series> calm = simulate(40, i -> series(1_000, 0.0, i));
        assertThat(share(calm, s -> s.second() == Verdict.DRIFT)).isZero();
        assertThat(share(calm, s -> s.first() == Verdict.WATCH)).isLessThanOrEqualTo(0.05);
        List<Series> moved = simulate(25, i -> series(ROWS, 0.4, 10_000L + i));
        assertThat(share(moved, Series::found)).isEqualTo(1.0);
        assertThat(share(moved, Series::others)).isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = "modelkeel.simulation", matches = "full")
    void theFullTableOfVerdicts() {
        StringBuilder table = new StringBuilder(
                "\n| shift of one column, in deviations | its D | checks | found after two windows | on watch after one"
                        + " | `DRIFT` of another column |\n|---|---|---|---|---|---|\n");
        for (double shift : new double[] {0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5}) {
            boolean bar = shift == 0.0 || shift == 0.4;
            List<Series> all = simulate(bar ? 1_000 : 300, i -> series(ROWS, shift, Math.round(1e7 * (1 + shift)) + i));
            double d = 1.0 - 2.0 * Survival.normal(shift / 2.0);
            table.append(String.format(
                    Locale.ROOT,
                    "| %.2f | %.3f | %d | %s | %.1f %% | %.1f %% |%n",
                    shift,
                    d,
                    all.size(),
                    shift == 0.0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share(all, Series::found)),
                    100 * share(all, s -> s.first() != Verdict.STABLE),
                    100 * share(all, Series::others)));
            if (shift == 0.0) {
                assertThat(share(all, s -> s.second() == Verdict.DRIFT)).isLessThanOrEqualTo(0.01);
            } else if (shift == 0.4) {
                assertThat(share(all, Series::found)).isGreaterThanOrEqualTo(0.99);
            }
        }
        System.out.println(table);
    }

    /** A way for a column to move whose distance D is known. */
    private enum Law {
        /** Normal, moved: the largest gap is in the middle, where it varies most. */
        NORMAL {
            @Override
            DoubleUnaryOperator move(double d, Random random) {
                double shift = 2.0 * Survival.normalQuantile(0.5 - d / 2.0);
                return u -> shift + random.nextGaussian();
            }
        },
        /** Two values: the gap is at one place only, so that nothing helps to find it. The hardest law. */
        TWO_VALUES {
            @Override
            DoubleUnaryOperator move(double d, Random random) {
                return u -> u < 0.5 + d / 2.0 ? 1.0 : 0.0;
            }

            @Override
            DoubleUnaryOperator stay(double d, Random random) {
                return u -> u < 0.5 - d / 2.0 ? 1.0 : 0.0;
            }
        },
        /** Uniform, moved: the gap is as large everywhere, the easiest law. */
        UNIFORM {
            @Override
            DoubleUnaryOperator move(double d, Random random) {
                return u -> u + d;
            }
        };

        abstract DoubleUnaryOperator move(double d, Random random);

        DoubleUnaryOperator stay(double d, Random random) {
            return move(0.0, random);
        }
    }

    /** Returns whether a change of exactly the stated minimum detectable effect is found in one window. */
    private static boolean found(Law law, int columns, int rows, long seed) {
        Random random = new Random(seed);
        double stated = detector(columns, random, random.doubles(ROWS).toArray())
                .check(window(columns, random, random.doubles(rows).toArray()))
                .features()
                .get(0)
                .minimumDetectableEffect();
        DoubleUnaryOperator stay = law.stay(stated, random);
        DoubleUnaryOperator move = law.move(stated, random);
        double[] reference = random.doubles(ROWS).map(stay).toArray();
        double[] moved = random.doubles(rows).map(move).toArray();
        FeatureDrift feature = detector(columns, random, reference)
                .check(window(columns, random, moved))
                .features()
                .get(0);
        assertThat(feature.minimumDetectableEffect()).isEqualTo(stated);
        return feature.verdict() == Verdict.DRIFT;
    }

    private static TabularDriftDetector detector(int columns, Random random, double[] first) {
        return TabularDriftDetector.builder()
                .reference(table(columns, 200, random, first))
                .confirmations(1)
                .build();
    }

    private static Dataset window(int columns, Random random, double[] first) {
        return table(columns, first.length, random, first);
    }

    /** The column in question, and others that do not move; they are missing in rows beyond {@code rows}. */
    private static Dataset table(int columns, int rows, Random random, double[] first) {
        Dataset.Builder builder = Dataset.builder().numbers("x", first);
        for (int c = 1; c < columns; c++) {
            double[] values = new double[first.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = i < rows ? random.nextDouble() : Double.NaN;
            }
            builder.numbers("c" + c, values);
        }
        return builder.build();
    }

    private static double missRate(Law law, int columns, int rows, int times) {
        long missed = simulate(times, i -> found(law, columns, rows, 31L * i + rows)).stream()
                .filter(found -> !found)
                .count();
        return (double) missed / times;
    }

    @Test
    void theStatedMinimumDetectableEffectIsMissedAsOftenAsStatedAtMost() {
        for (int rows : new int[] {50, 400}) {
            // of 400 at 0.1 more than 0.16 have a probability below 1e-4
            assertThat(missRate(Law.TWO_VALUES, 1, rows, 400))
                    .as("%d rows", rows)
                    .isBetween(0.04, 0.16);
            assertThat(missRate(Law.NORMAL, 1, rows, 400)).as("%d rows", rows).isLessThan(0.16);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "modelkeel.simulation", matches = "full")
    void theFullTableOfMinimumDetectableEffects() {
        StringBuilder table =
                new StringBuilder("\n| rows of the window | columns | minimum detectable D | stated miss rate"
                        + " | missed: normal | two values | uniform |\n|---|---|---|---|---|---|---|\n");
        for (int columns : new int[] {1, 50}) {
            for (int rows : new int[] {30, 50, 100, 200, 500, 1_000, 5_000}) {
                int times = 2_000 / (columns == 1 ? 1 : 4);
                Random random = new Random(rows);
                FeatureDrift feature = detector(
                                columns, random, random.doubles(ROWS).toArray())
                        .check(window(columns, random, random.doubles(rows).toArray()))
                        .features()
                        .get(0);
                List<String> missed = new ArrayList<>();
                for (Law law : Law.values()) {
                    double rate = missRate(law, columns, rows, times);
                    missed.add(String.format(Locale.ROOT, "%.1f %%", 100 * rate));
                    assertThat(rate).isLessThan(STATED_MISS + 4 * Math.sqrt(0.09 / times));
                }
                table.append(String.format(
                        Locale.ROOT,
                        "| %d | %d | %.3f | %.0f %% | %s |%n",
                        rows,
                        columns,
                        feature.minimumDetectableEffect(),
                        100 * STATED_MISS,
                        String.join(" | ", missed)));
            }
        }
        System.out.println(table);
    }

    @Test
    void lessThanThirtyRowsNeverGiveNoDrift() {
        Random random = new Random(3L);
        TabularDriftDetector detector = TabularDriftDetector.builder()
                .reference(normal(random, 500, 0.0))
                .build();
        for (int rows = 0; rows < 30; rows++) {
            DriftReport report = detector.check(normal(random, rows, rows % 2));
            assertThat(report.verdict()).as("%d rows", rows).isEqualTo(Verdict.INSUFFICIENT_DATA);
            assertThat(report.features()).allSatisfy(f -> {
                assertThat(f.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
                assertThat(f.reason()).isNotBlank();
            });
        }
    }
}
