package io.rlpips.metric.search;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A graph over the compact rows (JVector), for sets beyond the reach of comparing with every row. Of each query the
 * nearest rows that the graph finds are measured by whole fingerprints, but for those that their compact rows show to be
 * beyond the radius: distances are exact, and a row that the graph misses is missed. How many it finds depends on the rows
 * and on {@code candidates}; {@code bench search} measures it. Rows are added one by one at about the cost of a search
 * each.
 *
 * <p>A forgotten row is marked and no longer found, which takes no time; searches still pass through it, and its slot
 * is not given to another row. When more than a third as many rows are marked as are held, all of these are taken out
 * together and their neighbours get other links. That call takes long where there are many rows, about a search for
 * each, and nothing is found meanwhile; but a third of them have to have been forgotten before it comes.
 */
public final class ApproximateIndex implements RowIndex {
    private static final VectorTypeSupport VECTORS =
            VectorizationProvider.getInstance().getVectorTypeSupport();
    private static final VectorSimilarityFunction CLOSENESS = VectorSimilarityFunction.EUCLIDEAN;
    private static final int LINKS_PER_ROW = 32;
    private static final int BEAM_WIDTH = 100;
    private static final float OVERFLOW = 1.2f;
    private static final float DIVERSITY = 1.2f;
    /** So many times the marked rows the others are at least. */
    private static final int LIVE_PER_MARKED = 3;

    private final int pointLength;
    private final FingerprintSource fingerprints;
    private final int candidates;
    private final RowTable table = new RowTable();
    private final Points points;
    private final GraphIndexBuilder graph;
    /** Slots of rows that were forgotten and are still in the graph. */
    private final List<Integer> marked = new ArrayList<>();
    /** Over all rows that were ever added: larger than it is now at worst, which costs a little and loses nothing. */
    private double largestRounding;

    /**
     * @param pointLength coordinates of each compact row
     * @param fingerprints of the rows that were added, when they have to be measured; stays the caller's
     * @param candidates rows that the graph is asked for by a query, and that are measured at most
     */
    public ApproximateIndex(int pointLength, FingerprintSource fingerprints, int candidates) {
        if (candidates < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%d candidates, needs at least 1".formatted(candidates));
        }
        this.pointLength = pointLength;
        this.fingerprints = fingerprints;
        this.candidates = candidates;
        this.points = new Points(pointLength);
        this.graph = new GraphIndexBuilder(points, CLOSENESS, LINKS_PER_ROW, BEAM_WIDTH, OVERFLOW, DIVERSITY);
    }

    @Override
    public void add(RowKey key, CompactRow row, Validity validity) {
        if (row.point().length != pointLength) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "row of reference %s has %d coordinates, the index has %d"
                            .formatted(key.referenceId(), row.point().length, pointLength));
        }
        int slot = table.add(key, validity);
        VectorFloat<?> point = VECTORS.createFloatVector(row.point());
        points.set(slot, point);
        largestRounding = Math.max(largestRounding, row.rounding());
        graph.addGraphNode(slot, point);
    }

    @Override
    public void end(String referenceId, long moment) {
        table.end(referenceId, moment);
    }

    @Override
    public void forgetEndedBefore(long moment) {
        table.forgetEndedBefore(moment, slot -> {
            graph.markNodeDeleted(slot);
            marked.add(slot);
        });
        if (LIVE_PER_MARKED * marked.size() > table.rows()) {
            takeOutMarked();
        }
    }

    private void takeOutMarked() {
        graph.removeDeletedNodes();
        for (int slot : marked) {
            points.clear(slot);
            table.free(slot);
        }
        marked.clear();
    }

    @Override
    public List<List<Neighbour>> within(List<Query> queries, List<CompactRow> rows) {
        List<List<Neighbour>> found = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            Query query = queries.get(i);
            CompactRow row = rows.get(i);
            List<Integer> near = foundByGraph(row, query.asOf());
            near.removeIf(slot -> lowerBound(row, slot) > query.radius());
            found.add(measured(query.fingerprint(), near).stream()
                    .filter(neighbour -> neighbour.distance() <= query.radius())
                    .toList());
        }
        return found;
    }

    @Override
    public Optional<Neighbour> nearest(float[] query, CompactRow row, long asOf) {
        return measured(query, foundByGraph(row, asOf)).stream().findFirst();
    }

    @Override
    public int visibleRows(long asOf) {
        return table.visibleRows(asOf);
    }

    @Override
    public int rows() {
        return table.rows();
    }

    /** @return how many rows were forgotten and are still in the graph */
    int markedRows() {
        return marked.size();
    }

    @Override
    public void close() {
        try {
            graph.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the graph cannot be closed", e);
        }
    }

    /** @return the rows, by slot, in {@link Neighbour#ORDER} */
    private List<Neighbour> measured(float[] query, List<Integer> slots) {
        if (slots.isEmpty()) {
            return List.of();
        }
        List<RowKey> keys = slots.stream().map(table::key).toList();
        List<float[]> whole = fingerprints.fingerprints(keys);
        List<Neighbour> measured = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            RowKey key = keys.get(i);
            measured.add(new Neighbour(
                    key.referenceId(), key.version(), key.view(), SquaredDistance.between(query, whole.get(i))));
        }
        measured.sort(Neighbour.ORDER);
        return measured;
    }

    /** @return a number that the distance between the query's and the row's fingerprint is not below */
    private double lowerBound(CompactRow query, int slot) {
        double square = points.squareApart(query.point(), slot);
        return CompactTiers.lowerBound(square, query.rounding() + largestRounding);
    }

    /** @return slots of the visible rows that the graph finds nearest by their points */
    private List<Integer> foundByGraph(CompactRow row, long asOf) {
        List<Integer> found = new ArrayList<>();
        if (table.rows() == 0) {
            return found;
        }
        SearchScoreProvider closeness =
                SearchScoreProvider.exact(VECTORS.createFloatVector(row.point()), CLOSENESS, points);
        Bits visible = slot -> table.visible(slot, asOf);
        try (GraphSearcher searcher = new GraphSearcher(graph.getGraph())) {
            for (SearchResult.NodeScore candidate :
                    searcher.search(closeness, candidates, visible).getNodes()) {
                found.add(candidate.node);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the graph cannot be searched", e);
        }
        return found;
    }

    /** The rows' points by slot. */
    private static final class Points implements RandomAccessVectorValues {
        private final int dimension;
        private VectorFloat<?>[] bySlot = new VectorFloat<?>[1024];
        private int size;

        Points(int dimension) {
            this.dimension = dimension;
        }

        void set(int slot, VectorFloat<?> point) {
            if (slot >= bySlot.length) {
                bySlot = Arrays.copyOf(bySlot, slot + slot / 2);
            }
            bySlot[slot] = point;
            size = Math.max(size, slot + 1);
        }

        void clear(int slot) {
            bySlot[slot] = null;
        }

        /** @return the sum of (a_i - b_i)^2 in float64 */
        double squareApart(float[] point, int slot) {
            VectorFloat<?> row = bySlot[slot];
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                double difference = (double) point[i] - row.get(i);
                sum += difference * difference;
            }
            return sum;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int dimension() {
            return dimension;
        }

        @Override
        public VectorFloat<?> getVector(int slot) {
            return bySlot[slot];
        }

        @Override
        public boolean isValueShared() {
            return false;
        }

        @Override
        public RandomAccessVectorValues copy() {
            return this;
        }
    }
}
