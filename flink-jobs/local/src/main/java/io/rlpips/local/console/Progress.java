package io.rlpips.local.console;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long piece of work has come. Not for several threads at once. */
public interface Progress extends AutoCloseable {
    void stepTo(long done);

    @Override
    void close();

    static Progress start(Console console, PrintStream stream, String task, long total) {
        return System.console() != null ? new Bar(stream, task, total) : new Lines(console, task, total);
    }

    /** For a terminal. */
    final class Bar implements Progress {
        private static final int COLUMNS = 100;

        private final ProgressBar bar;

        Bar(PrintStream stream, String task, long total) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(stream, COLUMNS))
                    .build();
        }

        @Override
        public void stepTo(long done) {
            bar.stepTo(done);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** For a file or a pipe: a line now and then, and one at the end. */
    final class Lines implements Progress {
        private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

        private final Console console;
        private final String task;
        private final long total;
        private long done;
        private long saidNanos = System.nanoTime();

        Lines(Console console, String task, long total) {
            this.console = console;
            this.task = task;
            this.total = total;
        }

        @Override
        public void stepTo(long done) {
            this.done = done;
            if (System.nanoTime() - saidNanos >= INTERVAL_NANOS) {
                say();
            }
        }

        @Override
        public void close() {
            say();
        }

        private void say() {
            saidNanos = System.nanoTime();
            console.remark("%s: %d of %d".formatted(task, done, total));
        }
    }
}
