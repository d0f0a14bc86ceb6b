package io.github.modelkeel.tracking;

import io.github.modelkeel.tracking.RunFilter.Aggregate;
import io.github.modelkeel.tracking.RunFilter.Comparison;
import io.github.modelkeel.tracking.RunFilter.Field;
import io.github.modelkeel.tracking.RunFilter.Operator;
import io.github.modelkeel.tracking.RunFilter.Subject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes conditions and queries as {@link FilterParser} reads them. */
final class FilterPrinter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./-]+");

    private final StringBuilder text = new StringBuilder();

    private FilterPrinter() {}

    static String text(RunFilter filter) {
        FilterPrinter printer = new FilterPrinter();
        printer.filter(filter);
        return printer.text.toString();
    }

    static String text(RunQuery query) {
        FilterPrinter printer = new FilterPrinter();
        if (!query.filter().equals(RunFilter.all())) {
            printer.filter(query.filter());
        }
        String next = " order by ";
        for (RunQuery.Order order : query.orders()) {
            printer.text.append(next);
            printer.field(order.field());
            printer.text.append(order.ascending() ? "" : " desc");
            next = ", ";
        }
        return printer.text.append(" limit ").append(query.limit()).toString().strip();
    }

    private void filter(RunFilter filter) {
        if (filter instanceof RunFilter.And and) {
            join(and.parts(), " and ", "true");
        } else if (filter instanceof RunFilter.Or or) {
            join(or.parts(), " or ", "false");
        } else if (filter instanceof RunFilter.Not not) {
            if (not.part() instanceof RunFilter.Absent absent) {
                field(absent.field());
                text.append(" is not null");
            } else {
                text.append("not ");
                part(not.part());
            }
        } else if (filter instanceof RunFilter.Absent absent) {
            field(absent.field());
            text.append(" is null");
        } else {
            Comparison comparison = (Comparison) filter;
            field(comparison.field());
            text.append(' ').append(symbol(comparison.operator())).append(' ');
            text.append(
                    comparison.operand() instanceof String operand
                            ? "'" + operand.replace("'", "''") + "'"
                            : comparison.operand().toString());
        }
    }

    private void join(List<RunFilter> parts, String word, String none) {
        if (parts.isEmpty()) {
            text.append(none);
        }
        for (int i = 0; i < parts.size(); i++) {
            text.append(i == 0 ? "" : word);
            part(parts.get(i));
        }
    }

    private void part(RunFilter part) {
        boolean several = (part instanceof RunFilter.And and && !and.parts().isEmpty())
                || (part instanceof RunFilter.Or or && !or.parts().isEmpty());
        text.append(several ? "(" : "");
        filter(part);
        text.append(several ? ")" : "");
    }

    private void field(Field field) {
        text.append(
                switch (field.subject()) {
                    case METRIC -> "metrics.";
                    case PARAM -> "params.";
                    case TAG -> "tags.";
                    case ATTRIBUTE -> "attributes.";
                });
        name(field.key());
        if (!field.context().isEmpty()) {
            text.append('[');
            name(field.context());
            text.append(']');
        }
        if (field.subject() == Subject.METRIC && field.aggregate() != Aggregate.LAST) {
            text.append('@').append(field.aggregate().name().toLowerCase(Locale.ROOT));
        }
    }

    private void name(String name) {
        text.append(PLAIN.matcher(name).matches() ? name : "\"" + name.replace("\"", "\"\"") + "\"");
    }

    private static String symbol(Operator operator) {
        return switch (operator) {
            case EQ -> "=";
            case NE -> "!=";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
            case LIKE -> "like";
            case ILIKE -> "ilike";
        };
    }
}
