package io.github.modelkeel.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A file system in memory with little room, which root mounts on Linux; a test that makes one is skipped with a message where
 * that is not allowed. Permissions would prove nothing to root, a mount does. Confined to one thread.
 */
final class SmallDisk implements AutoCloseable {
    private final Path root;
    private final Deque<Path> mounts = new ArrayDeque<>();

    private SmallDisk(Path root) {
        this.root = root;
    }

    /**
     * Mounts one.
     *
     * @param folder an empty folder
     */
    static SmallDisk mount(Path folder, int megabytes) {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "mounts a file system in memory, which needs Linux");
        SmallDisk disk = new SmallDisk(folder);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
                "mounting a file system in memory is not allowed here");
        disk.mounts.push(folder);
        return disk;
    }

    Path root() {
        return root;
    }

    /** Lets nothing on it be written any more; no file may be open for writing. */
    void writeProtect() {
        assumeTrue(run("mount", "-o", "remount,ro", root.toString()), "remounting is not allowed here");
    }

    /** Lets one file on it, and nothing else, not be written any more. */
    void writeProtect(Path file) {
        assumeTrue(run("mount", "--bind", file.toString(), file.toString()), "mounting a file is not allowed here");
        mounts.push(file);
        assumeTrue(run("mount", "-o", "remount,bind,ro", file.toString()), "remounting a file is not allowed here");
    }

    /** Takes up all room but {@code left} bytes with a file that {@link #makeRoom} removes. */
    void fill(long left) throws IOException {
        long room = Files.getFileStore(root).getUsableSpace();
        Files.write(ballast(), new byte[(int) Math.max(0, room - left)]);
    }

    void makeRoom() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return root.resolve("ballast");
    }

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (InputStream out = process.getInputStream()) {
                out.readAllBytes();
            }
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        mounts.forEach(each -> run("umount", "-l", each.toString()));
        mounts.clear();
    }
}
