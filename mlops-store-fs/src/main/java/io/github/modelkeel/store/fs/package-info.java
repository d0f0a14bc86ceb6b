/**
 * Runs, registered models, lineage and files in a directory, as plain text.
 *
 * <p>{@link io.github.modelkeel.store.fs.FileStore} is a whole storage; {@link io.github.modelkeel.store.fs.FileArtifacts} keeps
 * files alone and takes the place of those of any storage with {@link io.github.modelkeel.spi.Storage#withArtifacts}.
 *
 * <h2>What lies where</h2>
 *
 * <pre>
 * store.json                                  which format this is
 * events.jsonl                                the log of commits: a line for each transaction, with its events
 * exp/&lt;id&gt;/log.jsonl                          an experiment
 * exp/&lt;id&gt;/run/&lt;id&gt;/log.jsonl                 a run, its points included
 * registry/&lt;digest of name&gt;/log.jsonl         a registered model: the events of its history
 * registry/&lt;digest of name&gt;/versions/&lt;n&gt;.json what a version was registered with; never changes
 * lineage.jsonl                               edges
 * consumers/&lt;digest of name&gt;.json             how far a consumer of the events has come
 * artifacts/                                  files, see FileArtifacts
 * journal, lock, index                        belong to this machine: left out of Git
 * </pre>
 *
 * <p>Every line of a log is one JSON object with its number {@code n} in the log, the sequence {@code seq} of its change in
 * the store, and at its end the CRC32C of all that stands before it.
 *
 * <h2>How a change is made</h2>
 *
 * <p>One thread of each process collects the calls that wait and takes the lock of the store, which is fair between
 * processes. It reads what others committed, checks each call against that and against the calls before it, and writes all of
 * them to the journal: which bytes go to which place of which file. For a durable call the journal is forced to disk, once for
 * the group. Then the bytes are appended to the logs, and last the transactions to the log of commits. The caller has its
 * answer after that.
 *
 * <p>A transaction whose entry in the journal is whole has happened. Whoever takes the lock next finds entries that the log of
 * commits lacks and finishes them, which is the same whether it is done once or twice; whoever opens the store compares every
 * entry with its file, because a loss of power may have taken what was not forced. So a list of commands on several runs is
 * whole or absent after any crash. When the journal is large its files are forced to disk and it is emptied; so it is when the
 * store is closed.
 *
 * <p>Readers take no lock. They look at the length of the log of commits, read the lines that were added, and read on those
 * logs that the lines name, up to the sequence that the last line has: so they see whole transactions only, and the events
 * without gaps. What was committed by this process they have in memory already.
 *
 * <p>Numbers and names are given out under the lock. The file of a version is also made by a hard link, which fails when it
 * exists: two who somehow hold the lock at once cannot both have a number without either being told.
 *
 * <h2>What is promised, and what not</h2>
 *
 * <p>Several processes of one machine on a local file system may write and read at once; a process may be killed at any
 * moment. Network file systems are not promised to lock or to append as needed. Merging two copies of a store that were both
 * written, in Git for instance, is not possible: their sequences clash, and {@code events.jsonl} conflicts.
 *
 * <p>A line that was cut short at the end of a log is passed over, reported by {@link
 * io.github.modelkeel.store.fs.FileStore#check()}, and removed when the log is written next. Any other damage, a log that is
 * shorter than the log of commits says included, is an {@link io.github.modelkeel.error.IntegrityException} that names file and
 * line whenever the thing is asked for by its id, or changed. Searches leave it out, log a warning, and show all others.
 */
@NullMarked
package io.github.modelkeel.store.fs;

import org.jspecify.annotations.NullMarked;
