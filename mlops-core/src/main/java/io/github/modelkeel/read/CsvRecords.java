package io.github.modelkeel.read;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.modelkeel.error.InvalidInputException;
import io.github.modelkeel.error.MlopsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file exactly as they stand in it, blank lines left out: RFC 4180 with any line end, quotes
 * doubled inside quotes. Bytes that are not of the charset, text after a closing quote and quotes that never close are
 * errors.
 */
final class CsvRecords {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private CsvRecords() {}

    /** Takes one record; the array is the receiver's. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a record.
         *
         * @param line number of the line it starts on, from 1
         * @param cells its cells
         */
        void record(long line, String[] cells);
    }

    static void read(Origin origin, CsvOptions options, Sink sink) {
        FieldCollector collector =
                new FieldCollector(origin.name(), options.limits().fieldChars());
        try (InputStream stream = origin.open();
                Reader reader = decoded(stream, options);
                CsvReader<String[]> records = parser(options).build(collector, reader)) {
            for (String[] cells : records) {
                sink.record(collector.line(), cells);
            }
        } catch (CsvParseException e) {
            throw syntax(origin, options, collector, e);
        } catch (UncheckedIOException e) {
            throw failure(origin, options, e.getCause());
        } catch (IOException e) {
            throw failure(origin, options, e);
        }
    }

    private static CsvReader.CsvReaderBuilder parser(CsvOptions options) {
        return CsvReader.builder()
                .fieldSeparator(options.syntax().delimiter())
                .quoteCharacter(options.syntax().quote())
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(2 * options.limits().fieldChars() + (1 << 16));
    }

    private static Reader decoded(InputStream stream, CsvOptions options) throws IOException {
        Reader reader = new InputStreamReader(
                stream,
                options.syntax()
                        .charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return new MarklessReader(reader, BYTE_ORDER_MARK);
    }

    private static RuntimeException failure(Origin origin, CsvOptions options, @Nullable IOException e) {
        if (e instanceof CharacterCodingException) {
            return NotDecodable.locate(origin, options.syntax().charset(), e);
        }
        return origin.failure(e == null ? new IOException("unknown") : e);
    }

    private static RuntimeException syntax(
            Origin origin, CsvOptions options, FieldCollector collector, CsvParseException e) {
        if (e.getCause() instanceof IOException io) {
            return failure(origin, options, io);
        }
        if (e.getCause() instanceof MlopsException own) {
            return own; // what the collector or the sink threw
        }
        String message = String.valueOf(e.getMessage());
        String fault;
        if (message.contains("after closing quote")) {
            fault = "text follows the closing quote; double a quote inside quotes, or set another quote";
        } else if (message.contains("buffer size")) {
            fault = "the cell has more than " + options.limits().fieldChars()
                    + " characters; a quote may never close, else raise maxFieldChars";
        } else {
            fault = "the quote that opens here never closes; close it, or set another quote";
        }
        return new InvalidInputException(
                place(origin.name(), collector.line(), "field " + (collector.fields() + 1)) + fault, e);
    }

    /** Returns the beginning of every message about a place in a file. */
    static String place(String file, long line, String column) {
        return "file '" + file + "' line " + line + ", " + column + ": ";
    }
}
