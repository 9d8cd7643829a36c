package io.rlpips.detector.gate;

import java.io.Serializable;

/** Lets time pass on control topics that nobody writes to. Progress depends on it, correctness does not. */
public interface Pulse extends Serializable {
    /** For bounded runs: the end of the topics is the end of time. */
    Pulse NONE = () -> () -> {};

    /** @return the running pulse; closing it stops it and waits until it has stopped */
    Beat start();

    /** A pulse that runs. */
    interface Beat extends AutoCloseable {
        @Override
        void close();
    }
}
