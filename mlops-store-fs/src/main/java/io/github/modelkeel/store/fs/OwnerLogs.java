package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Which path of an owner has which content: one log for each owner, of lines {@code <crc32> <json>}. The last line of a
 * path holds. A line that does not end in a line feed was cut short by a crash: readers pass over it and the next writer
 * removes it. Any other line that does not match its CRC is damage.
 */
final class OwnerLogs {
    private static final int CRC_DIGITS = 8;
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Path folder;
    private final Path lockFile;
    private final ReentrantLock threads = new ReentrantLock();

    OwnerLogs(Path root) {
        this.root = root;
        this.folder = root.resolve("owners");
        this.lockFile = root.resolve("lock");
    }

    private Path file(String owner) {
        return folder.resolve("r-" + owner + ".jsonl"); // so that no owner is one of the names Windows keeps
    }

    /** Adds a line and returns when it is on disk. */
    void append(String owner, ArtifactInfo info, Instant at) throws IOException {
        byte[] line = line(info, at);
        threads.lock();
        try {
            Disk.exclusively(lockFile, () -> {
                if (Files.notExists(folder)) {
                    Files.createDirectories(folder);
                    Disk.flushFolder(root);
                }
                boolean fresh = !Files.exists(file(owner));
                try (RandomAccessFile log = new RandomAccessFile(file(owner).toFile(), "rw")) {
                    log.setLength(wholeLines(log));
                    log.seek(log.length());
                    log.write(line);
                    log.getFD().sync();
                }
                if (fresh) {
                    Disk.flushFolder(folder);
                }
            });
        } finally {
            threads.unlock();
        }
    }

    private static byte[] line(ArtifactInfo info, Instant at) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("path", info.path());
        json.put("sha256", info.sha256());
        json.put("bytes", info.bytes());
        json.put("at", at.toString());
        String text = JSON.writeValueAsString(json);
        return (crc(text) + " " + text + "\n").getBytes(UTF_8);
    }

    private static String crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** Returns the length of a log up to and with its last line feed. */
    private static long wholeLines(RandomAccessFile log) throws IOException {
        for (long end = log.length(); end > 0; end--) {
            log.seek(end - 1);
            if (log.read() == '\n') {
                return end;
            }
        }
        return 0;
    }

    /** Returns the files of an owner by path in code-point order. */
    Map<String, ArtifactInfo> read(String owner) throws IOException {
        Map<String, ArtifactInfo> files = new TreeMap<>(StoredText.CODE_POINTS);
        String log = text(file(owner));
        int number = 0;
        for (int from = 0, end = log.indexOf('\n'); end >= 0; from = end + 1, end = log.indexOf('\n', from)) {
            number++;
            ArtifactInfo info = parse(log.substring(from, end), file(owner), number);
            files.put(info.path(), info);
        }
        return files;
    }

    private static String text(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) { // not a channel: bears interrupts
            if (file.toFile().length() > MOST_BYTES) {
                throw new IntegrityException("the log '" + file + "' is larger than " + MOST_BYTES
                        + " bytes, which no log of this library is; restore a copy");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (FileNotFoundException e) { // also said of files that may not be read, or not now
            if (Files.notExists(file)) {
                return "";
            }
            throw e;
        }
    }

    private static ArtifactInfo parse(String line, Path file, int number) {
        if (line.length() > CRC_DIGITS + 1) {
            String text = line.substring(CRC_DIGITS + 1);
            if (line.startsWith(crc(text) + " ")) {
                return info(text, file, number);
            }
        }
        throw damaged(file, number, "does not match its CRC");
    }

    private static ArtifactInfo info(String text, Path file, int number) {
        try {
            JsonNode json = JSON.readTree(text);
            String sha256 = json.path("sha256").asText();
            JsonNode bytes = json.path("bytes");
            if (!SHA256.matcher(sha256).matches() || !bytes.canConvertToLong() || bytes.asLong() < 0) {
                throw damaged(file, number, "has no digest or size");
            }
            return new ArtifactInfo(StoredText.checkPath(json.path("path").asText()), bytes.asLong(), sha256);
        } catch (JsonProcessingException e) {
            throw damaged(file, number, "is no JSON");
        }
    }

    private static IntegrityException damaged(Path file, int number, String how) {
        return new IntegrityException(
                "line " + number + " of '" + file + "' " + how + ": it was changed by hand or damaged; restore a copy");
    }
}
