package io.rlpips.detector.match;

class CompactRowsShardTest extends ShardContract {
    @Override
    TwoNumbers model() {
        return new TwoNumbers(true);
    }
}
