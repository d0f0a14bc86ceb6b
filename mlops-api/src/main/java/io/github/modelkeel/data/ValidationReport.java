package io.github.modelkeel.data;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether rows meet the expectations of a suite. Immutable.
 *
 * @param suite name of the suite
 * @param rows number of rows that were checked
 * @param outcomes what each expectation found, in order
 */
public record ValidationReport(String suite, long rows, List<Outcome> outcomes) {
    /** Copies the list. */
    public ValidationReport {
        requireNonNull(suite, "suite");
        outcomes = List.copyOf(outcomes);
    }

    /**
     * What one expectation found. Immutable.
     *
     * @param expectation what was expected
     * @param passed whether every row meets it
     * @param rows number of rows that were checked
     * @param unexpected number of rows that do not meet it
     * @param samples the first rows that do not, with their value; row numbers from 0
     * @param reason why it failed; empty when it passed
     */
    public record Outcome(
            Expectation expectation, boolean passed, long rows, long unexpected, List<String> samples, String reason) {
        /** Copies the list. */
        public Outcome {
            requireNonNull(expectation, "expectation");
            requireNonNull(reason, "reason");
            samples = List.copyOf(samples);
        }

        /** Returns expectation and finding in one sentence. */
        public String sentence() {
            return expectation.description() + (passed ? "" : ": " + reason);
        }
    }

    /** Returns whether every expectation is met. */
    public boolean passed() {
        return outcomes.stream().allMatch(Outcome::passed);
    }

    /** Returns the expectations that are not met, in order. */
    public List<Outcome> failures() {
        return outcomes.stream().filter(outcome -> !outcome.passed()).toList();
    }

    /**
     * Returns this report if every expectation is met.
     *
     * @throws InvalidInputException with one violation for each expectation that is not
     */
    public ValidationReport orThrow() {
        if (!passed()) {
            throw new InvalidInputException(
                    "data do not meet " + failures().size() + " of " + outcomes.size() + " expectations of suite '"
                            + suite + "'",
                    failures().stream().map(Outcome::sentence).toList());
        }
        return this;
    }

    /** Returns the report as a document of maps, lists, texts, numbers and booleans. */
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("suite", suite);
        document.put("rows", rows);
        document.put("passed", passed());
        document.put(
                "outcomes", outcomes.stream().map(ValidationReport::document).toList());
        return document;
    }

    private static Map<String, Object> document(Outcome outcome) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("expectation", outcome.expectation().toDocument());
        document.put("passed", outcome.passed());
        document.put("unexpected", outcome.unexpected());
        document.put("samples", outcome.samples());
        document.put("reason", outcome.reason());
        return document;
    }
}
