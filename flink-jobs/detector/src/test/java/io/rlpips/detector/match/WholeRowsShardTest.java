package io.rlpips.detector.match;

class WholeRowsShardTest extends ShardContract {
    @Override
    TwoNumbers model() {
        return new TwoNumbers(false);
    }
}
