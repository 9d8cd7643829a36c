package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.training.detection.EvaluationListener;
import java.time.Duration;

/** A line now and then about a long evaluation: how far the stage is and how long it will take. */
final class StageRemarks implements EvaluationListener {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Console console;
    private final String prefix;
    private String stage = "";
    private long beganNanos;
    private long begunAt;
    private long saidNanos;
    private boolean ended;

    /** @param prefix of every line, for example the model's name */
    StageRemarks(Console console, String prefix) {
        this.console = console;
        this.prefix = prefix;
    }

    @Override
    public synchronized void progress(String current, long done, long total) {
        long now = System.nanoTime();
        if (!current.equals(stage)) {
            stage = current;
            beganNanos = now;
            begunAt = done;
            saidNanos = now;
            ended = false;
        } else if (!ended && (now - saidNanos >= INTERVAL.toNanos() || total > 0 && done >= total)) {
            saidNanos = now;
            ended = total > 0 && done >= total;
            console.remark(line(now - beganNanos, done, total));
        }
    }

    private String line(long nanos, long done, long total) {
        if (total == 0) {
            return "%s%s: %d".formatted(prefix, stage, done);
        }
        if (done >= total) {
            return "%s%s: done in %s".formatted(prefix, stage, inWords(Duration.ofNanos(nanos)));
        }
        long left = done > begunAt ? (long) ((double) nanos / (done - begunAt) * (total - done)) : 0;
        return "%s%s: %d of %d, %s left".formatted(prefix, stage, done, total, inWords(Duration.ofNanos(left)));
    }

    private static String inWords(Duration duration) {
        return duration.toMinutes() > 0
                ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%d s".formatted(duration.toSeconds());
    }
}
