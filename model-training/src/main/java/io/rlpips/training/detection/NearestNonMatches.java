package io.rlpips.training.detection;

import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** For each of a few pictures the nearest of very many that lie beyond a threshold, and how many lie within it. */
final class NearestNonMatches implements PairCollector {
    private final double threshold;
    private final int kept;
    private final List<PriorityQueue<PicturePair>> farthestFirst;
    private final int[] matches;

    /** @param kept how many a picture */
    NearestNonMatches(int pictures, int kept, double threshold) {
        this.threshold = threshold;
        this.kept = kept;
        this.matches = new int[pictures];
        this.farthestFirst = Stream.generate(() -> new PriorityQueue<PicturePair>(PicturePair.NEAREST_FIRST.reversed()))
                .limit(pictures)
                .toList();
    }

    @Override
    public double bound(int reference) {
        PriorityQueue<PicturePair> queue = farthestFirst.get(reference);
        return queue.size() < kept ? Double.POSITIVE_INFINITY : queue.peek().distance();
    }

    @Override
    public void offer(PicturePair pair) {
        if (pair.distance() <= threshold) {
            matches[pair.reference()]++;
            return;
        }
        PriorityQueue<PicturePair> queue = farthestFirst.get(pair.reference());
        queue.add(pair);
        if (queue.size() > kept) {
            queue.remove();
        }
    }

    /** @return for every picture the places of the nearest that do not match, nearest first */
    List<List<Integer>> nearest() {
        return farthestFirst.stream()
                .map(queue -> queue.stream()
                        .sorted(PicturePair.NEAREST_FIRST)
                        .map(PicturePair::query)
                        .toList())
                .toList();
    }

    /** @return how many pairs matched though nobody did anything */
    int matches() {
        return IntStream.of(matches).sum();
    }
}
