package io.github.modelkeel.features;

import java.util.List;

/** A parsed expression before its types are checked. Every node knows where it began. */
sealed interface Syntax {
    /** Returns the index in the source that a message about this node points at. */
    int position();

    record NumberLiteral(double value, int position) implements Syntax {}

    record TextLiteral(String value, int position) implements Syntax {}

    record BooleanLiteral(boolean value, int position) implements Syntax {}

    record Column(String name, int position) implements Syntax {}

    record Negation(Syntax operand, int position) implements Syntax {}

    record Not(Syntax operand, int position) implements Syntax {}

    record Binary(String operator, Syntax left, Syntax right, int position) implements Syntax {}

    record Call(String function, List<Syntax> arguments, int position) implements Syntax {}
}
