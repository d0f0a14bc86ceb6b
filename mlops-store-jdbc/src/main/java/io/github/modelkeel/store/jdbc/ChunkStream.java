package io.github.modelkeel.store.jdbc;

import java.io.InputStream;
import java.util.Objects;

/** The chunks of a content one after the other, each read when it is needed; holds no connection between them. */
final class ChunkStream extends InputStream {
    private final Database database;
    private final String sha256;
    private byte[] chunk = new byte[0];
    private int position;
    private int next;

    ChunkStream(Database database, String sha256) {
        this.database = database;
        this.sha256 = sha256;
    }

    @Override
    public int read() {
        return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() {
        if (position == chunk.length) {
            chunk = database.read(db -> db.first(
                            "SELECT data FROM content_chunk WHERE sha256 = ? AND chunk_no = ?",
                            row -> row.getBytes(1),
                            sha256,
                            next)
                    .orElse(new byte[0]));
            position = 0;
            next++;
        }
        return position < chunk.length;
    }
}
