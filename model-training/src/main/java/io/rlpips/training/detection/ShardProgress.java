package io.rlpips.training.detection;

import java.util.stream.LongStream;

/** Adds up how far shards have come that several threads work on. */
final class ShardProgress {
    private final String stage;
    private final EvaluationListener listener;
    private final long[] done;
    private final long total;

    /** @param total over all shards */
    ShardProgress(String stage, EvaluationListener listener, int shards, long total) {
        this.stage = stage;
        this.listener = listener;
        this.done = new long[shards];
        this.total = total;
    }

    synchronized void reached(int shard, long shardDone) {
        done[shard] = shardDone;
        listener.progress(stage, LongStream.of(done).sum(), total);
    }
}
