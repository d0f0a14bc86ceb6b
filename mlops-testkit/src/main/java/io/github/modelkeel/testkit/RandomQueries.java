package io.github.modelkeel.testkit;

import static io.github.modelkeel.testkit.Samples.EXPERIMENT;
import static io.github.modelkeel.testkit.Samples.T0;
import static io.github.modelkeel.testkit.Samples.id;

import io.github.modelkeel.spi.RunCommand;
import io.github.modelkeel.spi.Storage;
import io.github.modelkeel.tracking.MetricPoint;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunQuery;
import io.github.modelkeel.tracking.RunStatus;
import io.github.modelkeel.tracking.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs with random content and queries that are hard on them: special numbers, odd texts, absent things. Seeded. */
final class RandomQueries {
    static final String OTHER = id(900_001);
    private static final String LONG = "k".repeat(64);
    private static final double[] NUMBERS = {
        Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 0.0, 0.5, -2.5, 6, 100
    };
    private static final String[] TEXTS = {
        "",
        "a",
        "A",
        "b",
        "6",
        "06",
        "6.0",
        "-2.5",
        "1e2",
        "x'y",
        "%",
        "\uFB01",
        "\uD83D\uDE80",
        "NaN",
        "a ",
        "a_b",
        "\u0130I\u0131i",
        "\u00C4\u00E4",
        LONG + "b", // indexes hold no more than the beginning of a text
        LONG + "a",
        LONG,
        "k".repeat(63),
        "k".repeat(63) + "\uFB01",
        "k".repeat(63) + "\uD83D\uDE80",
        "k".repeat(63) + "\uD83D\uDE80z",
        "\u20AC".repeat(2_000)
    };
    private static final String[] PATTERNS = {
        "%", "", "_", "a%", "%A%", "\\%", "_\\_b", "%6%", "\uD83D\uDE80", "%_\uD83D\uDE80", "i%", "%\u00E4"
    };
    private static final List<Operator> COMPARISONS =
            List.of(Operator.values()).subList(0, 6); // those of numbers and texts alike
    private static final String[] CONTEXTS = {"", "", "train", "Train"};
    private static final String[] KEYS = {"x", "y", "z"};

    private final Random random;
    private final int runs;

    RandomQueries(long seed, int runs) {
        this.random = new Random(seed);
        this.runs = runs;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private double number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    /** Stores runs 1 to {@code runs} in two experiments; some ended, nested, deleted. */
    void scatter(Storage storage) {
        storage.runs().experiment("other", OTHER, T0);
        List<RunCommand> commands = new ArrayList<>();
        for (int n = 1; n <= runs; n++) {
            commands.add(new RunCommand.Create(
                    id(n),
                    random.nextInt(3) == 0 ? OTHER : EXPERIMENT,
                    n > 10 && random.nextInt(4) == 0 ? id(1 + random.nextInt(10)) : null,
                    one(TEXTS),
                    random.nextBoolean() ? "ann" : "bob",
                    T0.plusMillis(random.nextInt(20))));
            for (String key : List.of("x", "y")) {
                for (int points = random.nextInt(4); points > 0; points--) {
                    commands.add(new RunCommand.Metrics(
                            id(n), List.of(new MetricPoint(key, one(CONTEXTS), number(), random.nextInt(3), T0))));
                }
                if (random.nextInt(4) != 0) {
                    commands.add(Samples.params(n, key, one(TEXTS)));
                }
                if (random.nextInt(4) != 0) {
                    commands.add(Samples.tags(n, key, one(TEXTS)));
                }
            }
            if (random.nextInt(4) == 0) {
                commands.add(new RunCommand.Heartbeat(id(n), T0.plusMillis(random.nextInt(60))));
            }
            if (random.nextBoolean()) {
                RunStatus status = random.nextBoolean() ? RunStatus.FINISHED : RunStatus.FAILED;
                commands.add(new RunCommand.End(id(n), status, null, T0.plusMillis(random.nextInt(40))));
            }
        }
        for (int n = 12; n <= runs; n += 9) { // none that has others nested in it
            commands.add(new RunCommand.Delete(id(n), T0.plusSeconds(1)));
        }
        storage.runs().apply(commands);
    }

    /** Returns the next query. */
    RunQuery query() {
        RunQuery query = RunQuery.all().where(filter(3)).limit(1 + random.nextInt(80));
        query = switch (random.nextInt(4)) {
            case 0 -> query.in(EXPERIMENT);
            case 1 -> query.in(OTHER, EXPERIMENT, id(5));
            default -> query;
        };
        if (random.nextInt(5) == 0) {
            query = query.view(one(View.values()));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            query = query.orderBy(field(), random.nextBoolean());
        }
        return query;
    }

    private Field field() {
        String key = one(KEYS);
        return switch (random.nextInt(6)) {
            case 0 -> Field.param(key);
            case 1 -> Field.tag(key);
            case 2 ->
                Field.attribute(one(new String[] {
                    "name",
                    "status",
                    "user",
                    "id",
                    "parent_id",
                    "experiment_id",
                    "start_time",
                    "end_time",
                    "heartbeat_time",
                    "duration"
                }));
            default -> metric(key);
        };
    }

    private Field metric(String key) {
        return Field.metric(key).in(one(CONTEXTS)).at(random.nextBoolean() ? Aggregate.LAST : one(Aggregate.values()));
    }

    private RunFilter filter(int depth) {
        int kind = depth == 0 ? 3 + random.nextInt(4) : random.nextInt(7);
        if (kind < 2) {
            List<RunFilter> parts = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                parts.add(filter(depth - 1));
            }
            return kind == 0 ? new RunFilter.And(parts) : new RunFilter.Or(parts);
        }
        if (kind == 2) {
            return new RunFilter.Not(filter(depth - 1));
        }
        return random.nextInt(8) == 0 ? RunFilter.absent(field()) : comparison();
    }

    private RunFilter comparison() {
        Operator operator = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
        String key = one(KEYS);
        return switch (random.nextInt(6)) {
            case 0 -> text(Field.param(key), one(TEXTS));
            case 1 -> RunFilter.compare(Field.param(key), operator, number());
            case 2 -> text(Field.tag(key), one(TEXTS));
            case 3 -> attribute(operator);
            default -> RunFilter.compare(metric(key), operator, number());
        };
    }

    private RunFilter text(Field field, String operand) {
        return switch (random.nextInt(4)) {
            case 0 -> RunFilter.compare(field, Operator.LIKE, one(PATTERNS));
            case 1 -> RunFilter.compare(field, Operator.ILIKE, one(PATTERNS));
            default -> RunFilter.compare(field, COMPARISONS.get(random.nextInt(COMPARISONS.size())), operand);
        };
    }

    private RunFilter attribute(Operator operator) {
        double moment = T0.toEpochMilli() + random.nextInt(80) / 2.0;
        return switch (random.nextInt(10)) {
            case 0 -> text(Field.attribute("name"), one(TEXTS));
            case 1 -> text(Field.attribute("user"), random.nextBoolean() ? "ann" : "b");
            case 2 -> text(Field.attribute("id"), id(random.nextInt(runs)));
            case 3 -> text(Field.attribute("parent_id"), id(random.nextInt(10)));
            case 4 -> text(Field.attribute("status"), one(RunStatus.values()).name());
            case 5 -> text(Field.attribute("experiment_id"), EXPERIMENT);
            case 6 -> RunFilter.compare(Field.attribute("start_time"), operator, moment);
            case 7 -> RunFilter.compare(Field.attribute("heartbeat_time"), operator, moment);
            case 8 -> RunFilter.compare(Field.attribute("duration"), operator, random.nextInt(40) - 10);
            default -> RunFilter.compare(Field.attribute("end_time"), operator, T0.toEpochMilli() + number());
        };
    }
}
