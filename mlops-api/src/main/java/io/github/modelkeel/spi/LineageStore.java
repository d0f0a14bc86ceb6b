package io.github.modelkeel.spi;

import io.github.modelkeel.registry.LineageEdge;
import io.github.modelkeel.registry.LineageNode;
import java.util.List;
import java.util.Set;

/**
 * Keeps what was made of what. Thread-safe, and safe for several processes where the backend is shared.
 *
 * <ol>
 *   <li>The edges never close a circle: {@link #link} refuses the whole list with a
 *       {@link io.github.modelkeel.error.ConflictException} that names the way round, whoever links at the same time.
 *   <li>The same edge (from, to, role) again is no change; the first time stays.
 * </ol>
 */
public interface LineageStore {
    /** Adds edges, all or none. */
    void link(List<LineageEdge> edges);

    /** Returns the edges that lead from a node, in the order they were added. */
    List<LineageEdge> from(LineageNode node);

    /** Returns the edges that lead to a node, in the order they were added. */
    List<LineageEdge> to(LineageNode node);

    /** Returns everything that went into a node, directly or not, without itself; in no order. */
    Set<LineageNode> upstream(LineageNode node);

    /** Returns everything that was made of a node, directly or not, without itself; in no order. */
    Set<LineageNode> downstream(LineageNode node);

    /** Returns every edge in the order added, for copies. */
    List<LineageEdge> edges();
}
