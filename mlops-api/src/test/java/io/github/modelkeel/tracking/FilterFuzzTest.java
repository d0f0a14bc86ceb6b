package io.github.modelkeel.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.spi.RunScan;
import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random and broken texts give a query or a typed error, and what is written is read as the same. The number of texts is
 * the system property {@code modelkeel.fuzz}.
 */
class FilterFuzzTest {
    private static final int TEXTS = Integer.getInteger("modelkeel.fuzz", 12_000);
    private static final String[] WORDS = {
        "metrics.a",
        "params.b",
        "tags.`c d`",
        "status",
        "duration",
        "and",
        "or",
        "not",
        "(",
        ")",
        "in",
        "between",
        ",",
        "=",
        "<=",
        "1",
        "-2.5",
        "'x'",
        "'it''s'",
        "order",
        "by",
        "desc",
        "limit",
        "\"",
        "'",
        ";",
        "\u0000",
        "\uD83D",
        "metrics.",
        "[v]",
        "[",
        "]",
        "@max",
        "@",
        "is",
        "null",
        "like",
        "ilike",
        "'%\\_'",
        "true",
        "false",
        "NaN",
        "metrics.\"a\"\"b\"",
        "1e9999",
        "\uD83D\uDE80",
        "\u0130",
        "\t",
        "--",
        "/*",
        "`",
        "``",
        "0x1",
        "attr.run_name"
    };
    private static final String[] NAMES = {
        "a", "loss/train-2.x", "and", "a b", "it's", "\"", "`\"", "]", "@", "1", "\uD83D\uDE80", "order by", "%"
    };
    private static final String[] VALUES = {"", "x", "it's", "''", "%\\\\_", "\n", "\uD83D\uDE80", "1", "null"};
    private static final double[] NUMBERS = {
        0.0, -0.0, 1, -2.5, 1e300, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private static Optional<RunQuery> read(String text) {
        try {
            return Optional.of(RunQuery.parse(text));
        } catch (InvalidInputException expected) {
            assertThat(expected).hasMessageContaining("filter");
            return Optional.empty();
        }
    }

    @Test
    void whateverIsReadIsAFilterOrATypedError() {
        Random random = new Random(9L);
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(8) == 0 ? "" : " ");
            }
            Optional<RunQuery> query = read(text.toString());
            if (query.isPresent()) {
                read++;
                assertThat(RunQuery.parse(query.get().text())).as("%s", text).isEqualTo(query.get());
                RunScan.check(query.get()); // what the grammar lets through, stores understand
            }
        }
        assertThat(read).isGreaterThan(TEXTS / 500);
    }

    @Test
    void aMutatedQueryIsAFilterOrATypedError() {
        Random random = new Random(10L);
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder(RunQuery.all()
                    .where(filter(random, 3))
                    .orderBy(field(random), true)
                    .text());
            for (int n = 1 + random.nextInt(3); n > 0 && text.length() > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 2 -> text.insert(at, (char) (random.nextInt(3) == 0 ? random.nextInt(65_536) : 32));
                    default -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
                }
            }
            read += read(text.toString()).isPresent() ? 1 : 0;
        }
        assertThat(read).isBetween(TEXTS / 100, TEXTS - TEXTS / 100);
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        Random random = new Random(11L);
        for (int i = 0; i < TEXTS; i++) {
            RunFilter filter = filter(random, 4);
            assertThat(RunFilter.parse(filter.text())).as(filter.text()).isEqualTo(filter);
            RunQuery query = RunQuery.all().where(filter).limit(1 + random.nextInt(1_000));
            for (int n = random.nextInt(4); n > 0; n--) {
                query = query.orderBy(field(random), random.nextBoolean());
            }
            assertThat(RunQuery.parse(query.text())).as(query.text()).isEqualTo(query);
        }
    }

    private static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Field field(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Field.param(one(random, NAMES));
            case 1 -> Field.tag(one(random, NAMES));
            case 2 -> Field.attribute(one(random, new String[] {"name", "user", "start_time", "duration"}));
            default ->
                Field.metric(one(random, NAMES))
                        .in(random.nextBoolean() ? "" : one(random, NAMES))
                        .at(one(random, Aggregate.values()));
        };
    }

    /** Makes a condition such as the parser makes: no list of a single part. */
    private static RunFilter filter(Random random, int depth) {
        int kind = depth == 0 ? 4 + random.nextInt(3) : random.nextInt(7);
        return switch (kind) {
            case 0 -> new RunFilter.And(parts(random, depth));
            case 1 -> new RunFilter.Or(parts(random, depth));
            case 2 -> new RunFilter.Not(filter(random, depth - 1));
            case 3 -> RunFilter.absent(field(random));
            case 4 ->
                RunFilter.compare(
                        Field.metric(one(random, NAMES)).at(one(random, Aggregate.values())),
                        Operator.values()[random.nextInt(6)],
                        NUMBERS[random.nextInt(NUMBERS.length)]);
            case 5 -> RunFilter.param(one(random, NAMES), one(random, Operator.values()), one(random, VALUES));
            default ->
                random.nextInt(4) == 0
                        ? RunFilter.attribute(
                                "status",
                                Operator.EQ,
                                one(random, RunStatus.values()).name())
                        : RunFilter.tag(one(random, NAMES), one(random, Operator.values()), one(random, VALUES));
        };
    }

    private static List<RunFilter> parts(Random random, int depth) {
        List<RunFilter> parts = new ArrayList<>();
        for (int n = random.nextInt(5) == 0 ? 0 : 2 + random.nextInt(2); n > 0; n--) {
            parts.add(filter(random, depth - 1));
        }
        return parts;
    }
}
