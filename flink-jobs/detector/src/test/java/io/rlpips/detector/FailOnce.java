package io.rlpips.detector;

import io.rlpips.detector.read.BrokerRecord;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;

/** Fails the task at the n-th record that passes, once; heartbeats do not count. */
final class FailOnce implements MapFunction<BrokerRecord, BrokerRecord> {
    private static final long serialVersionUID = 1L;
    /** Static, because a restarted task gets a fresh copy of this function and must not fail again. */
    private static final Map<String, AtomicInteger> PASSED = new ConcurrentHashMap<>();

    private final String name;
    private final int at;

    /** @param name unique to the test */
    FailOnce(String name, int at) {
        this.name = name;
        this.at = at;
        PASSED.put(name, new AtomicInteger());
    }

    /** @return whether it has failed the task */
    static boolean happened(String name, int at) {
        return PASSED.get(name).get() >= at;
    }

    @Override
    public BrokerRecord map(BrokerRecord record) {
        if (!record.heartbeat() && PASSED.get(name).incrementAndGet() == at) {
            throw new IllegalStateException("injected failure " + name);
        }
        return record;
    }
}
