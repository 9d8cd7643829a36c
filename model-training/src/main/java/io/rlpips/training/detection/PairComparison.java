package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.InputBuffers;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.SquaredDistance;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every picture of one list against every one of another, by the smallest distance over their views, each with its handicap. One product of short
 * vectors (see {@link OrthonormalBasis}) rules almost every pair out, and where a model's distances lie too close together
 * for that, one of whole fingerprints; the distances of the others are computed from the whole fingerprints by direct
 * difference. Whoever collects therefore sees exactly the pairs below its bound.
 *
 * <p>The fingerprints of the first list lie in a temporary file, those of the second pass by in blocks: 30,000 against
 * 20,000 views take the time of embedding them. Not thread-safe.
 */
final class PairComparison implements AutoCloseable {
    private static final int BLOCK = 256;
    /** More directions rule out more and cost more; a few hundred leave a pair in ten thousand. */
    private static final int LARGEST_SAMPLE = 384;

    /**
     * Bound on the error of |a|^2 + |b|^2 - 2ab in float32, and on what the basis lacks of being orthonormal, as a share
     * of |a|^2 + |b|^2.
     */
    private static final double PRODUCT_ERROR = 2e-4;

    private static final double ROUNDOFF = 0x1p-24;

    /** Of whole fingerprints that are multiplied at once. */
    private static final int CHUNK = 256;

    /** A direct difference takes as long as the product of some dozens of pairs. */
    private static final double LARGEST_SHARE_LEFT = 0.01;

    private final PictureEmbedding embedding;
    private final ViewScheme views;
    private final NDManager manager;
    private final InputBuffers buffers = new InputBuffers();
    private final FingerprintFile fingerprints;
    /** Where each reference's views begin among the rows, and where the last one's end. */
    private final int[] firstRow;

    private final OrthonormalBasis basis;
    private final NDArray shortened;
    private final double[] squares;
    private final float[] row;

    /**
     * @param references embedded here and now
     * @param scratch folder for a temporary file of 128 KB a view (AlexNet at 64 pixels)
     */
    PairComparison(
            PictureEmbedding embedding,
            ViewScheme views,
            List<RgbImage> references,
            Path scratch,
            EvaluationListener listener) {
        this.embedding = embedding;
        this.views = views;
        this.row = new float[embedding.model().fingerprintLength()];
        this.fingerprints = new FingerprintFile(scratch, row.length);
        this.firstRow = append(references, listener);
        this.basis = OrthonormalBasis.spanning(sample());
        this.squares = new double[fingerprints.rows()];
        this.manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        this.shortened = shorten();
    }

    /** @param queries other pictures, in blocks embedded and forgotten */
    void collect(List<RgbImage> queries, PairCollector collector, EvaluationListener listener) {
        int size = embedding.model().inputSize();
        for (int from = 0; from < queries.size(); from += BLOCK) {
            List<RgbImage> block = queries.subList(from, Math.min(queries.size(), from + BLOCK));
            compare(embedding.embed(block, picture -> views.ofUpload(picture, size)), from, collector);
            listener.progress("comparing pictures, " + views.name(), from + block.size(), queries.size());
        }
    }

    @Override
    public void close() {
        manager.close();
        basis.close();
        fingerprints.close();
    }

    private int[] append(List<RgbImage> references, EvaluationListener listener) {
        int size = embedding.model().inputSize();
        int[] first = new int[references.size() + 1];
        for (int from = 0; from < references.size(); from += BLOCK) {
            List<RgbImage> block = references.subList(from, Math.min(references.size(), from + BLOCK));
            int picture = from;
            for (List<float[]> rows : embedding.embed(block, reference -> views.ofReference(reference, size))) {
                fingerprints.append(rows);
                first[++picture] = fingerprints.rows();
            }
            listener.progress("embedding references, " + views.name(), picture, references.size());
        }
        return first;
    }

    /** The pictures as they are, at equal distances over the list. */
    private List<float[]> sample() {
        List<Integer> rows = PictureSelection.spread(LARGEST_SAMPLE)
                .of(Arrays.stream(firstRow).limit(firstRow.length - 1L).boxed().toList());
        return rows.stream().map(this::read).toList();
    }

    private float[] read(int index) {
        float[] values = new float[row.length];
        fingerprints.read(index, values);
        return values;
    }

    private NDArray shorten() {
        int length = basis.dimensions();
        float[] vectors = new float[Math.multiplyExact(squares.length, length)];
        for (int from = 0; from < squares.length; from += BLOCK) {
            List<float[]> block = new ArrayList<>();
            for (int i = from; i < Math.min(squares.length, from + BLOCK); i++) {
                block.add(read(i));
            }
            OrthonormalBasis.Shortened shorter = basis.shorten(block);
            System.arraycopy(shorter.vectors(), 0, vectors, from * length, shorter.vectors().length);
            System.arraycopy(shorter.squares(), 0, squares, from, block.size());
        }
        return Tensors.of(manager, new int[] {squares.length, length}, vectors);
    }

    private void compare(List<List<float[]>> queries, int firstQuery, PairCollector collector) {
        List<float[]> rows = queries.stream().flatMap(List::stream).toList();
        double[] least = leastByBasis(rows);
        if (shareLeft(queries, least, collector) > LARGEST_SHARE_LEFT) {
            raiseByWholeProducts(rows, least);
        }
        int next = 0;
        for (int query = 0; query < queries.size(); query++) {
            int end = next + queries.get(query).size();
            Block block = new Block(rows, least, next, end);
            for (int reference = 0; reference < firstRow.length - 1; reference++) {
                double bound = collector.bound(reference);
                PicturePair nearest = smallestBelow(bound, block, reference, firstQuery + query);
                if (nearest.distance() < bound) {
                    collector.offer(nearest);
                }
            }
            next = end;
        }
    }

    /** @return [rows][references' rows] what their distances are at least */
    private double[] leastByBasis(List<float[]> rows) {
        OrthonormalBasis.Shortened shorter = basis.shorten(rows);
        float[] products = products(rows.size(), shorter.vectors());
        double[] least = new double[products.length];
        for (int query = 0; query < rows.size(); query++) {
            for (int index = 0; index < squares.length; index++) {
                int pair = query * squares.length + index;
                least[pair] = least(shorter.squares()[query] + squares[index], products[pair], PRODUCT_ERROR);
            }
        }
        return least;
    }

    private static double least(double squares, float product, double error) {
        return squares * (1 - error) - 2.0 * product;
    }

    private float[] products(int rows, float[] vectors) {
        try (NDManager scratch = manager.newSubManager()) {
            return Tensors.of(scratch, new int[] {rows, basis.dimensions()}, vectors)
                    .matMul(shortened.transpose())
                    .toFloatArray();
        }
    }

    private double shareLeft(List<List<float[]>> queries, double[] least, PairCollector collector) {
        long left = 0;
        int row = 0;
        for (List<float[]> query : queries) {
            for (int view = 0; view < query.size(); view++, row++) {
                for (int reference = 0; reference < firstRow.length - 1; reference++) {
                    double bound = collector.bound(reference);
                    for (int index = firstRow[reference]; index < firstRow[reference + 1]; index++) {
                        double handicap = views.handicap(index - firstRow[reference], view);
                        left += least[row * squares.length + index] + handicap < bound ? 1 : 0;
                    }
                }
            }
        }
        return (double) left / least.length;
    }

    private void raiseByWholeProducts(List<float[]> rows, double[] least) {
        double[] rowSquares = rows.stream().mapToDouble(SquaredDistance::norm).toArray();
        List<Integer> chunks = IntStream.iterate(0, from -> from < squares.length, from -> from + CHUNK)
                .boxed()
                .toList();
        try (NDManager scratch = manager.newSubManager()) {
            NDArray turned = OrthonormalBasis.matrix(scratch, rows, row.length).transpose();
            embedding.workers().map(chunks, from -> raise(from, turned, rowSquares, least));
        }
    }

    /** @param turned [length, rows] */
    private int raise(int from, NDArray turned, double[] rowSquares, double[] least) {
        int count = Math.min(CHUNK, squares.length - from);
        double error = wholeProductError();
        double[] own = new double[count];
        float[] products;
        try (NDManager scratch = manager.newSubManager()) {
            products = buffers.with(
                    scratch,
                    new Shape(count, row.length),
                    memory -> read(from, own, memory),
                    chunk -> chunk.matMul(turned).toFloatArray());
        }
        for (int i = 0; i < count; i++) {
            for (int query = 0; query < rowSquares.length; query++) {
                int pair = query * squares.length + from + i;
                double whole = least(rowSquares[query] + own[i], products[i * rowSquares.length + query], error);
                least[pair] = Math.max(least[pair], whole);
            }
        }
        return count;
    }

    /** As {@link #PRODUCT_ERROR}; one term more than there are covers what is summed in float64. */
    private double wholeProductError() {
        double terms = (row.length + 1) * ROUNDOFF;
        return terms / (1 - terms);
    }

    private void read(int from, double[] ownSquares, FloatBuffer memory) {
        for (int i = 0; i < ownSquares.length; i++) {
            float[] values = read(from + i);
            ownSquares[i] = SquaredDistance.norm(values);
            memory.put(values);
        }
    }

    /**
     * The rows of one query, from {@code first} to {@code end}, exclusive, within those of its block.
     *
     * @param least [rows][references' rows]
     */
    private record Block(List<float[]> rows, double[] least, int first, int end) {}

    /** @return the smallest distance over the views of both, handicaps included, or something not below the bound */
    private PicturePair smallestBelow(double bound, Block block, int reference, int upload) {
        PicturePair nearest = new PicturePair(bound, reference, upload);
        for (int query = block.first; query < block.end; query++) {
            for (int index = firstRow[reference]; index < firstRow[reference + 1]; index++) {
                double handicap = views.handicap(index - firstRow[reference], query - block.first);
                if (block.least[query * squares.length + index] + handicap < nearest.distance()) {
                    fingerprints.read(index, row);
                    double distance = handicap + SquaredDistance.between(row, block.rows.get(query));
                    if (distance < nearest.distance()) {
                        nearest = new PicturePair(distance, handicap, reference, upload);
                    }
                }
            }
        }
        return nearest;
    }
}
