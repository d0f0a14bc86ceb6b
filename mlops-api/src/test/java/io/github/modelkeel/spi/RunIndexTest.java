package io.github.modelkeel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.spi.RunIndex.Candidate;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.MetricSummary;
import io.github.modelkeel.tracking.Page;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunRecord;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an index finds is what looking at every run finds, whatever changed before. */
class RunIndexTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final double[] NUMBERS = {
        Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 0.0, 0.5, -2.5, 6
    };
    private static final String[] TEXTS = {"", "a", "A", "6", "-2.5", "\uFB01", "\uD83D\uDE80", "b"};
    private static final List<Operator> COMPARISONS = List.of(Operator.values()).subList(0, 6);

    private static final int IDS = 200;

    private final Map<String, Candidate> runs = new TreeMap<>();
    private final Random random = new Random(4);
    private long sequence;
    private int experiments = 2;

    /** From "every look through an order" to "every run looked at", and every way to put experiments together. */
    @ParameterizedTest
    @CsvSource({
        // few, unsorted, merged, looks, held, experiments
        "0, 0, 8, 16, 1000, 2",
        "3, 0, 8, 16, 1000, 2",
        "20, 1, 8, 16, 1000, 2",
        "1000, 62, 8, 16, 1000, 2",
        "1000, 1000, 8, 16, 1000, 2",
        "0, 0, 1, 16, 1000, 2", // all together in one order
        "0, 0, 1, 1, 1000, 40", // a few of all, then the shelf of each
        "10, 1, 4, 2, 1000, 40",
        "1000, 16, 8, 16, 1000, 40", // as measured
        "0, 0, 100, 1, 1000, 40", // the shelf of each
        "0, 0, 8, 16, -1000, 40", // looked for in a copy
        "0, 0, 1, 1, -10, 40", // the one or the other
        "10, 0, 100, 1, -20, 10"
    })
    void findsWhatLookingAtEveryRunFinds(int few, int unsorted, int merged, int looks, int held, int experiments) {
        RunLimits limits = new RunLimits(few, unsorted, merged, looks, held);
        RunIndex index = new RunIndex(runs::get, limits);
        this.experiments = experiments;
        int found = 0;
        for (int round = 0; round < 600; round++) {
            for (int n = random.nextInt(6); n > 0; n--) {
                change(index);
            }
            RunQuery query = query();
            List<RunRecord> expected = expected(query);
            assertThat(paged(index, query)).as("%s, %s", limits, query).isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1_000, 1_000}) // looked for in a copy, found in the order
    void readsLaterWhatWasThereWhenItWasAsked(int held) {
        RunIndex index = new RunIndex(runs::get, new RunLimits(0, 0, 8, 16, held));
        for (int n = 0; n < 10; n++) {
            put(index, run("r" + n, false), ++sequence);
        }
        RunQuery query = RunQuery.all().orderBy(Field.attribute("id"), true).limit(4);
        List<RunRecord> expected = expected(query).subList(0, 4);
        Supplier<Page<RunRecord>> page = index.search(query, sequence);
        for (int n = 0; n < 10; n++) {
            runs.remove("r" + n);
            index.changed("r" + n);
        }
        assertThat(index.search(query, sequence).get().items()).isEmpty();
        assertThat(page.get().items()).isEqualTo(expected);
    }

    @Test
    void aLaterPageHasNoRunThatWasMadeMeanwhile() {
        RunIndex index = new RunIndex(runs::get, RunLimits.MEASURED);
        for (int n = 0; n < 10; n++) {
            put(index, run("r" + n, false), ++sequence);
        }
        RunQuery query = RunQuery.all().orderBy(Field.attribute("id"), false).limit(4);
        Page<RunRecord> first = index.search(query, sequence).get();
        put(index, run("r00", false), ++sequence); // would stand on the second page
        Page<RunRecord> second =
                index.search(query.page(first.nextToken()), sequence).get();
        assertThat(second.items()).extracting(RunRecord::id).containsExactly("r5", "r4", "r3", "r2");
        Page<RunRecord> third =
                index.search(query.page(second.nextToken()), sequence).get();
        assertThat(third.items()).extracting(RunRecord::id).containsExactly("r1", "r0");
        assertThat(third.nextToken()).isNull();
    }

    @Test
    void forgetsEverything() {
        RunIndex index = new RunIndex(runs::get, RunLimits.MEASURED);
        put(index, run("r1", false), ++sequence);
        assertThat(index.search(RunQuery.all(), sequence).get().items()).hasSize(1);
        index.clear();
        assertThat(index.search(RunQuery.all(), sequence).get().items()).isEmpty();
        index.changed("r1");
        assertThat(index.search(RunQuery.all(), sequence).get().items()).hasSize(1);
    }

    private void put(RunIndex index, RunRecord run, long at) {
        runs.put(run.id(), new Candidate(run, at));
        index.changed(run.id());
    }

    private void change(RunIndex index) {
        String id = "r" + random.nextInt(IDS);
        Candidate present = runs.get(id);
        if (present != null && random.nextInt(4) == 0) {
            runs.remove(id);
            index.changed(id);
        } else {
            put(index, run(id, random.nextInt(8) == 0), present == null ? ++sequence : present.sequence());
        }
    }

    private RunRecord run(String id, boolean isDeleted) {
        Instant start = T0.plusMillis(random.nextInt(5));
        boolean isOpen = random.nextBoolean();
        Map<String, String> params = new HashMap<>();
        Map<String, String> tags = new HashMap<>();
        List<MetricSummary> summaries = new ArrayList<>();
        for (String key : List.of("x", "y")) {
            if (random.nextBoolean()) {
                params.put(key, text());
                tags.put(key, text());
                double value = number();
                MetricPoint last = new MetricPoint(key, "", value, 1, start);
                summaries.add(new MetricSummary(last, value, value, value, 1));
            }
        }
        return new RunRecord(
                id,
                experiment(),
                null,
                text(),
                isOpen ? RunStatus.RUNNING : RunStatus.FINISHED,
                start,
                isOpen ? null : start.plusMillis(random.nextInt(9)),
                start,
                isDeleted ? start : null,
                "ann",
                null,
                0,
                params,
                tags,
                summaries,
                List.of());
    }

    private String experiment() {
        return "e" + random.nextInt(random.nextBoolean() ? experiments : 2); // some have many runs
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private double number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private RunQuery query() {
        RunQuery query = RunQuery.all().where(filter(2)).limit(1 + random.nextInt(20));
        if (random.nextBoolean()) {
            int from = random.nextInt(experiments);
            int to = random.nextBoolean() ? from + 1 : experiments + 1; // the last does not exist
            query = query.in(IntStream.range(from, to).mapToObj(n -> "e" + n).toArray(String[]::new));
        }
        if (random.nextInt(4) == 0) {
            query = query.view(View.values()[random.nextInt(View.values().length)]);
        }
        for (int n = random.nextInt(3); n > 0; n--) { // more orders than are kept
            query = query.orderBy(field(), random.nextBoolean());
        }
        return query;
    }

    private Field field() {
        String key = random.nextBoolean() ? "x" : "y";
        return switch (random.nextInt(6)) {
            case 0 -> Field.param(key);
            case 1 -> Field.tag(key);
            case 2 -> Field.attribute(random.nextBoolean() ? "name" : "id");
            case 3 -> Field.attribute(random.nextBoolean() ? "duration" : "start_time");
            default -> Field.metric(key).at(random.nextBoolean() ? Aggregate.LAST : Aggregate.MAX);
        };
    }

    private RunFilter filter(int depth) {
        int kind = depth == 0 ? 4 : random.nextInt(7);
        if (kind < 2) {
            List<RunFilter> parts = List.of(filter(depth - 1), filter(depth - 1));
            return kind == 0 ? new RunFilter.And(parts) : new RunFilter.Or(parts);
        }
        return switch (kind) {
            case 2 -> new RunFilter.Not(filter(depth - 1));
            case 3 -> new RunFilter.And(List.of());
            default -> comparison();
        };
    }

    private RunFilter comparison() {
        Field field = field();
        Operator operator = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
        boolean asNumber = RunFields.of(field).isNumber()
                || (field.subject() == RunFilter.Subject.PARAM && random.nextInt(3) == 0);
        if (asNumber) {
            boolean isTime = field.subject() == RunFilter.Subject.ATTRIBUTE
                    && !field.key().equals("duration");
            return RunFilter.compare(field, operator, isTime ? T0.toEpochMilli() + number() : number());
        }
        return RunFilter.compare(field, operator, field.key().equals("id") ? "r" + random.nextInt(IDS) : text());
    }

    private List<RunRecord> expected(RunQuery query) {
        return runs.values().stream()
                .map(Candidate::run)
                .filter(run -> query.view() == View.ALL || (run.deletedAt() != null) == (query.view() == View.DELETED))
                .filter(run ->
                        query.experimentIds().isEmpty() || query.experimentIds().contains(run.experimentId()))
                .filter(RunScan.predicate(query.filter()))
                .sorted(RunScan.comparator(query.orders()))
                .toList();
    }

    private List<RunRecord> paged(RunIndex index, RunQuery query) {
        List<RunRecord> all = new ArrayList<>();
        Page<RunRecord> page = index.search(query, sequence).get();
        all.addAll(page.items());
        while (page.nextToken() != null) {
            assertThat(page.items()).hasSize(query.limit());
            assertThat(all).hasSizeLessThan(runs.size()); // or pages would never end
            page = index.search(query.page(page.nextToken()), sequence).get();
            all.addAll(page.items());
        }
        return all;
    }
}
