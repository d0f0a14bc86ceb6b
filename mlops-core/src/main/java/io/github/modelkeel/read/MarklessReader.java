package io.github.modelkeel.read;

import java.io.FilterReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/** Leaves out one character at the start, if it is there: the byte order mark. */
final class MarklessReader extends FilterReader {
    private final int mark;
    private boolean started;

    MarklessReader(Reader in, int mark) {
        super(new PushbackReader(in, 1));
        this.mark = mark;
    }

    private void start() throws IOException {
        if (!started) {
            started = true;
            int first = in.read();
            if (first >= 0 && first != mark) {
                ((PushbackReader) in).unread(first);
            }
        }
    }

    @Override
    public int read() throws IOException {
        start();
        return in.read();
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        start();
        return in.read(buffer, offset, length);
    }
}
