package io.github.modelkeel.features;

import java.util.List;
import java.util.Map;

/**
 * One checked expression over the columns of a row. Immutable and thread-safe; evaluation allocates nothing but what
 * date parts need, uses no reflection and cannot reach anything outside its row.
 *
 * @param source the text it was written as
 * @param code what evaluates it
 * @param columns the columns it reads, sorted
 */
record Expression(String source, Code code, List<String> columns) {

    /**
     * Parses and checks an expression.
     *
     * @param source the text, at most {@value Parser#MAX_LENGTH} characters
     * @param scope the columns it may name
     * @throws io.github.modelkeel.error.InvalidInputException if it does not parse, names no known column or function,
     *     or its types do not fit; the message has the position and a caret under it
     */
    static Expression compile(String source, Map<String, Compiler.Slot> scope) {
        Compiler compiler = new Compiler(source, scope);
        Code code = compiler.compile(Parser.parse(source));
        return new Expression(source, code, compiler.used());
    }

    /** Returns the type of the result. */
    ExpressionType type() {
        return code.type();
    }

    /** Stores the value for {@code frame} in its slot {@code index}; a boolean is stored as 1 or 0. */
    void run(Frame frame, int index) {
        if (code instanceof Code.OfNumber number) {
            frame.numbers[index] = number.run(frame);
        } else if (code instanceof Code.OfText text) {
            frame.texts[index] = text.run(frame);
        } else if (code instanceof Code.OfBoolean bool) {
            frame.numbers[index] = Truth.toNumber(bool.run(frame));
        } else if (code instanceof Code.OfInstant instant) {
            frame.instants[index] = instant.run(frame);
        }
    }
}
