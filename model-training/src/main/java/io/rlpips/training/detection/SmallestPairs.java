package io.rlpips.training.detection;

import java.util.List;
import java.util.PriorityQueue;

/** Keeps the nearest of very many pairs. */
final class SmallestPairs implements PairCollector {
    private final int kept;
    private final PriorityQueue<PicturePair> farthestFirst;

    /** @param kept how many, at least 1 */
    SmallestPairs(int kept) {
        this.kept = kept;
        this.farthestFirst = new PriorityQueue<>(PicturePair.NEAREST_FIRST.reversed());
    }

    @Override
    public double bound(int reference) {
        return farthestFirst.size() < kept
                ? Double.POSITIVE_INFINITY
                : farthestFirst.peek().distance();
    }

    @Override
    public void offer(PicturePair pair) {
        farthestFirst.add(pair);
        if (farthestFirst.size() > kept) {
            farthestFirst.remove();
        }
    }

    /** @return nearest first */
    List<PicturePair> sorted() {
        return farthestFirst.stream().sorted(PicturePair.NEAREST_FIRST).toList();
    }
}
