package io.github.modelkeel.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.tracking.RunFilter;
import io.github.modelkeel.tracking.RunQuery;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/** Writes what a query asks so that two queries give the same bytes only when they ask the same. */
final class QueryBytes {
    private QueryBytes() {}

    /** Writes something. */
    @FunctionalInterface
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    static void write(RunQuery query, DataOutputStream out) throws IOException {
        out.writeByte(1);
        TreeSet<String> experiments = new TreeSet<>(query.experimentIds());
        out.writeInt(experiments.size());
        for (String id : experiments) {
            text(id, out);
        }
        text(query.view().name(), out);
        filter(query.filter(), out, 0);
        out.writeInt(query.orders().size());
        for (RunQuery.Order order : query.orders()) {
            field(order.field(), out);
            out.writeBoolean(order.ascending());
        }
    }

    /** Writes a text after its length, so that where one ends and the next begins is never in doubt. */
    static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void field(RunFilter.Field field, DataOutputStream out) throws IOException {
        text(field.subject().name(), out);
        text(field.key(), out);
        text(field.context(), out);
        text(field.aggregate().name(), out);
    }

    private static void filter(RunFilter filter, DataOutputStream out, int depth) throws IOException {
        if (depth > RunScan.MAX_DEPTH) {
            throw new InvalidInputException(
                    "the filter is nested deeper than " + RunScan.MAX_DEPTH + " levels; simplify it");
        }
        if (filter instanceof RunFilter.Comparison comparison) {
            out.writeByte('c');
            field(comparison.field(), out);
            text(comparison.operator().name(), out);
            out.writeBoolean(comparison.operand() instanceof Double);
            text(comparison.operand().toString(), out); // a double's text names exactly one double
        } else if (filter instanceof RunFilter.Absent absent) {
            out.writeByte('0');
            field(absent.field(), out);
        } else if (filter instanceof RunFilter.And and) {
            parts('a', and.parts(), out, depth);
        } else if (filter instanceof RunFilter.Or or) {
            parts('o', or.parts(), out, depth);
        } else if (filter instanceof RunFilter.Not not) {
            parts('n', List.of(not.part()), out, depth);
        }
    }

    private static void parts(char kind, List<RunFilter> parts, DataOutputStream out, int depth) throws IOException {
        out.writeByte(kind);
        out.writeInt(parts.size());
        for (RunFilter part : parts) {
            filter(part, out, depth + 1);
        }
    }
}
