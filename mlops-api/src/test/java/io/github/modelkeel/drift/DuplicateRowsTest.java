package io.github.modelkeel.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException.Kind;
import io.github.modelkeel.error.NotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DuplicateRowsTest {
    /** Rows over so few values that many are equal; every kind of column, each with missing cells. */
    private static Dataset rows(int rows, int values, long seed) {
        Random random = new Random(seed);
        double[] x = new double[rows];
        List<@Nullable String> plan = new ArrayList<>();
        List<@Nullable String> note = new ArrayList<>();
        List<@Nullable Instant> when = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int v = random.nextInt(values);
            x[i] = v == 0 ? Double.NaN : v == 1 ? -0.0 : v == 2 ? 0.0 : v / 7.0;
            plan.add(random.nextInt(values) == 0 ? null : "plan " + random.nextInt(3));
            note.add(random.nextInt(values) == 0 ? null : "note " + random.nextInt(3));
            when.add(random.nextInt(values) == 0 ? null : Instant.ofEpochSecond(random.nextInt(3), random.nextInt(2)));
        }
        return Dataset.builder()
                .numbers("x", x)
                .categories("plan", plan)
                .texts("note", note)
                .instants("when", when)
                .build();
    }

    /** Counts with a set of whole rows, the obvious way. */
    private static long byHand(Dataset data, List<String> columns, int block) {
        long copies = 0;
        Set<List<Object>> seen = new HashSet<>();
        for (int row = 0; row < data.rowCount(); row++) {
            if (row % block == 0) {
                seen.clear();
            }
            List<Object> cells = new ArrayList<>();
            for (String name : columns) {
                var column = data.column(name);
                cells.add(
                        column.isMissing(row)
                                ? "missing"
                                : "=" + column.display(row).replaceFirst("^-0$", "0"));
            }
            copies += seen.add(cells) ? 0 : 1;
        }
        return copies;
    }

    @Test
    void countsWhatASetOfRowsCounts() {
        for (int seed = 0; seed < 20; seed++) {
            Dataset data = rows(1 + 97 * seed, 4, seed);
            List<String> all = List.of("x", "plan", "note", "when");
            assertThat(DuplicateRows.of(data))
                    .isEqualTo(new DuplicateRows(data.rowCount(), byHand(data, all, 1 << 20), data.rowCount()));
            for (List<String> some : List.of(List.of("x"), List.of("plan", "note"), List.of("when"))) {
                for (int block : new int[] {1, 10, 1_000}) {
                    assertThat(DuplicateRows.of(data, some, block).copies())
                            .as("%s in blocks of %d", some, block)
                            .isEqualTo(byHand(data, some, block));
                }
            }
        }
        assertThat(DuplicateRows.of(rows(1_000, 4, 1L)).share()).isBetween(0.4, 0.9); // the test counts something
    }

    @Test
    void distinctRowsAreNotTakenForCopies() {
        int rows = 300_000;
        double[] x = new double[rows];
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++) {
            x[i] = i / 550;
            y[i] = i % 550;
        }
        Dataset grid = Dataset.builder().numbers("x", x).numbers("y", y).build();
        assertThat(DuplicateRows.of(grid).copies()).isZero();
        assertThat(DuplicateRows.of(grid, List.of("y"), rows).copies()).isEqualTo(rows - 550);
        assertThat(DuplicateRows.of(Dataset.builder()
                                .numbers("x", y)
                                .numbers("y", x)
                                .build())
                        .copies())
                .isZero();
    }

    @Test
    void partsAddUpAndComeOffAgain() {
        Profile a = Profile.of(rows(500, 4, 1L));
        Profile b = Profile.of(rows(200, 4, 2L));
        DuplicateRows both = a.merge(b).duplicates().orElseThrow();
        assertThat(both.rows()).isEqualTo(700);
        assertThat(both.block()).isEqualTo(200);
        assertThat(both.copies())
                .isEqualTo(a.duplicates().orElseThrow().copies()
                        + b.duplicates().orElseThrow().copies());
        assertThat(b.merge(a).duplicates()).contains(both);
        assertThat(a.merge(b).subtract(b).duplicates().orElseThrow().copies())
                .isEqualTo(a.duplicates().orElseThrow().copies());
        Profile empty = Profile.of(rows(0, 4, 3L));
        assertThat(a.merge(empty).duplicates()).isEqualTo(a.duplicates());
        assertThat(empty.merge(a).duplicates()).isEqualTo(a.duplicates());
    }

    @Test
    void theProfileStoresTheCountAndReadsOldProfilesWithoutIt() {
        Profile profile = Profile.of(rows(500, 4, 1L));
        Map<String, Object> document = profile.toDocument();
        assertThat(Profile.of(document).duplicates()).isEqualTo(profile.duplicates());
        document.put("duplicates", Map.of("rows", 499, "copies", 3, "block", 499));
        assertThatThrownBy(() -> Profile.of(document))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("among 499 rows");
        document.put("duplicates", Map.of("rows", 500, "copies", 501, "block", 500));
        assertThatThrownBy(() -> Profile.of(document)).isInstanceOf(DriftInputException.class);
        document.remove("duplicates");
        assertThat(Profile.of(document).duplicates()).isEmpty();
        assertThat(Profile.of(document).merge(profile).duplicates()).isEmpty();
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        Dataset data = rows(10, 4, 1L);
        assertThatThrownBy(() -> DuplicateRows.of(data, List.of("nope"), 5)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> DuplicateRows.of(data, List.of("x"), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DuplicateRows(5, -1, 5))
                .isInstanceOfSatisfying(
                        DriftInputException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEGATIVE_COUNT));
        assertThatThrownBy(() -> DuplicateRows.of(data).subtract(DuplicateRows.of(rows(20, 4, 2L))))
                .isInstanceOf(DriftInputException.class);
        assertThat(DuplicateRows.of(data, List.of(), 5).copies()).isZero();
    }

    @Test
    void theFingerprintIsThatOfTheContentAlone() {
        Dataset all = rows(3_000, 4, 5L);
        int[] parts = {0, 700, 701, 2_000, 3_000};
        List<Profile> pieces = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            int from = parts[i - 1];
            int to = parts[i];
            pieces.add(Profile.of(all.filter(row -> row >= from && row < to)));
        }
        Profile whole = Profile.of(all);
        for (int[] order : new int[][] {{0, 1, 2, 3}, {3, 1, 0, 2}, {2, 3, 1, 0}}) {
            Profile merged = Arrays.stream(order)
                    .mapToObj(pieces::get)
                    .reduce(Profile::merge)
                    .orElseThrow();
            assertThat(merged.fingerprint()).isEqualTo(whole.fingerprint());
        }
        Dataset turned = all.select(List.of("when", "note", "x", "plan"));
        assertThat(Profile.of(turned).fingerprint()).isEqualTo(whole.fingerprint());
        assertThat(Profile.of(whole.toDocument()).fingerprint()).isEqualTo(whole.fingerprint());
        assertThat(Profile.of(all.filter(row -> row > 0)).fingerprint()).isNotEqualTo(whole.fingerprint());
        Dataset renamed = Dataset.builder().numbers("y", 1.0, 2.0).build();
        Dataset named = Dataset.builder().numbers("x", 1.0, 2.0).build();
        assertThat(Profile.of(renamed).fingerprint())
                .isNotEqualTo(Profile.of(named).fingerprint());
    }

    @Test
    void theFingerprintIsThatOfTheStoredForm() {
        Random random = new Random(7L);
        double[] many = random.doubles(50_000).toArray();
        double[] turned = new double[many.length];
        for (int i = 0; i < many.length; i++) {
            turned[i] = many[many.length - 1 - i];
        }
        Profile exact = Profile.of(Dataset.builder().numbers("x", many).build());
        Profile stored = Profile.of(exact.compressed().toDocument());
        assertThat(stored.fingerprint()).isEqualTo(exact.fingerprint());
        assertThat(Profile.of(Dataset.builder().numbers("x", turned).build()).fingerprint())
                .isEqualTo(exact.fingerprint());
        Profile other = Profile.of(Dataset.builder()
                        .numbers("x", random.doubles(20_000).toArray())
                        .build())
                .compressed();
        assertThat(other.merge(stored).fingerprint())
                .isEqualTo(stored.merge(other).fingerprint());
        many[many.length / 2] += 1e-9; // between two knots: only mean and spread know
        assertThat(Profile.of(Dataset.builder().numbers("x", many).build()).fingerprint())
                .isNotEqualTo(exact.fingerprint());
    }

    /** Computed on JDK 17 (Linux, x86-64); the decimal form of 2e-3 and 2.2250738585072014e-308 differs between JDKs. */
    @Test
    void theFingerprintIsTheSameOnEveryPlatformAndJdk() {
        Dataset data = Dataset.builder()
                .numbers("n", 2e-3, -0.0, Double.MIN_NORMAL, Double.NaN, 1e23, Double.POSITIVE_INFINITY)
                .categories("c", Arrays.asList("a", "\uD83D\uDE00", "\uFFFD", null, "a", ""))
                .instants("t", Arrays.asList(Instant.EPOCH, null, null, null, null, null))
                .build();
        assertThat(Profile.of(data).fingerprint().hex())
                .isEqualTo("136444d0339a091d146f8133492f1dc42e6430aef69f5d105c9b7ff6084a2828");
    }

    @Test
    void aSpreadBeyondTheRangeOfDoublesIsStoredAndRead() {
        Profile profile =
                Profile.of(Dataset.builder().numbers("x", -1e308, 1e308, 5.0).build());
        assertThat(Profile.of(profile.toDocument())).isEqualTo(profile);
        Profile doubled = profile.merge(profile);
        NumericProfile once =
                (NumericProfile) doubled.subtract(profile).columns().get("x");
        assertThat(java.util.Objects.requireNonNull(once).standardDeviation()).isInfinite();
        NumericProfile knots = NumericProfile.of(-1e308, 1e308, 5.0, 6.0, 7.0).compressed(2);
        assertThat(knots.merge(knots).subtract(knots).standardDeviation()).isNotNaN();
    }
}
