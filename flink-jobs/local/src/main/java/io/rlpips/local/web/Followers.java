package io.rlpips.local.web;

import io.javalin.http.sse.SseClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open pages, which are told when something has changed: the figures themselves, and of the alerts their version, so
 * that what is on its way to a slow page stays small. They are told by a thread of their own, a few times a second at
 * most; a page that is gone is noticed when it is told. Thread-safe; the creator closes it.
 */
final class Followers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
    private static final int MOST = 32;
    private static final long PAUSE_MS = 250;

    private final LiveView view;
    private final Function<Object, String> json;
    private final Set<SseClient> pages = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean changed = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread teller = new Thread(task, "console-followers");
        teller.setDaemon(true);
        return teller;
    });

    Followers(LiveView view, Function<Object, String> json) {
        this.view = view;
        this.json = json;
        view.listen(() -> changed.set(true));
        thread.scheduleWithFixedDelay(this::tellOfChanges, PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    /** @return false where too many follow already */
    boolean add(SseClient page) {
        if (pages.size() >= MOST) {
            return false;
        }
        page.keepAlive();
        page.onClose(() -> pages.remove(page));
        pages.add(page);
        changed.set(true);
        return true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        pages.forEach(SseClient::close);
    }

    private void tellOfChanges() {
        if (!changed.getAndSet(false) || pages.isEmpty()) {
            return;
        }
        String figures = json.apply(view.figures());
        String version = Long.toString(view.version());
        pages.forEach(page -> tell(page, figures, version));
    }

    private static void tell(SseClient page, String figures, String version) {
        try {
            page.sendEvent("figures", figures);
            page.sendEvent("alerts", version);
        } catch (RuntimeException gone) {
            LOG.info("a page does not follow any more: {}", gone.getMessage());
            page.close();
        }
    }
}
