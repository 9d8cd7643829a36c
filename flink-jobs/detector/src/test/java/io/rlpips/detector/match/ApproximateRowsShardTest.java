package io.rlpips.detector.match;

/** Of a handful of rows the graph misses none. */
class ApproximateRowsShardTest extends ShardContract {
    @Override
    TwoNumbers model() {
        return new TwoNumbers(true);
    }

    @Override
    int candidates() {
        return 10;
    }
}
