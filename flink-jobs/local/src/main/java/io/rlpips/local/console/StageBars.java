package io.rlpips.local.console;

/** A progress bar for each stage of a long command, one after the other. Not thread-safe; closing ends the last bar. */
public final class StageBars implements AutoCloseable {
    private final Console console;
    private String stage = "";
    private Progress bar;

    public StageBars(Console console) {
        this.console = console;
    }

    /**
     * Moves the stage's bar; another name than before begins another bar.
     *
     * @param total 0 while unknown: no bar then
     */
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
