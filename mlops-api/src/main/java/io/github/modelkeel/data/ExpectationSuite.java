package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A named list of expectations. Immutable and thread-safe.
 *
 * <pre>{@code
 * ExpectationSuite suite = ExpectationSuite.of(
 *         "customers",
 *         Expectation.notNull("age"),
 *         Expectation.between("age", 0, 120),
 *         Expectation.inSet("churned", "0", "1"));
 * suite.validate(rows).orThrow();
 * }</pre>
 *
 * @param name name for people and messages
 * @param expectations what is expected, in order
 */
public record ExpectationSuite(String name, List<Expectation> expectations) {
    /** Copies the list. */
    public ExpectationSuite {
        requireNonNull(name, "name");
        expectations = List.copyOf(expectations);
    }

    /** Returns a suite. */
    public static ExpectationSuite of(String name, Expectation... expectations) {
        return new ExpectationSuite(name, List.of(expectations));
    }

    /**
     * Reads a suite from the form that {@link #toDocument()} gives, for instance out of a JSON file.
     *
     * @throws io.github.modelkeel.error.InvalidInputException if a key is unknown or missing or a value does not fit; the
     *     message has the path of what is wrong
     */
    public static ExpectationSuite of(Map<String, ?> document) {
        return ExpectationDocument.suite(document);
    }

    /** Checks rows against every expectation; the first that fails does not stop the others. */
    public ValidationReport validate(Dataset data) {
        return new ValidationReport(
                name,
                data.rowCount(),
                expectations.stream()
                        .map(expectation -> expectation.check(data))
                        .toList());
    }

    /** Returns name and expectations as a document; equal suites give equal documents. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put(
                "expectations",
                expectations.stream().map(Expectation::toDocument).toList());
        return document;
    }
}
