package io.rlpips.training.detection;

/** What a comparison of every two pictures is after. Not for several threads at once. */
interface PairCollector {
    /** @return a distance at or beyond which an offer with this reference changes nothing */
    double bound(int reference);

    /** @param pair whose distance is exact, the smallest over the views of both, handicaps included */
    void offer(PicturePair pair);
}
