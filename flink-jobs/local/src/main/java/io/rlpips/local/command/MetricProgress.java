package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.training.agreement.AgreementListener;

/** A bar for each metric that is measured. */
final class MetricProgress implements AgreementListener, AutoCloseable {
    private final Console console;
    private String current = "";
    private Progress bar;

    MetricProgress(Console console) {
        this.console = console;
    }

    @Override
    public void progress(String metric, long done, long total) {
        if (!metric.equals(current)) {
            close();
            current = metric;
            bar = console.progress(metric, total);
        }
        bar.stepTo(done);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
