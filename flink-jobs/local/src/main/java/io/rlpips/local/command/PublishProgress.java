package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.training.publishing.PublishListener;

/** A bar for each stage whose size is known. */
final class PublishProgress implements PublishListener, AutoCloseable {
    private final Console console;
    private String stage = "";
    private Progress bar;

    PublishProgress(Console console) {
        this.console = console;
    }

    @Override
    public void progress(String current, long done, long total) {
        if (total == 0) {
            return;
        }
        if (!current.equals(stage)) {
            close();
            stage = current;
            bar = console.progress(current, total);
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
