package io.rlpips.local.command;

import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.MemoryUse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a training run held from its first step to its last. */
final class MemoryWatch {
    private Optional<MemoryUse> first = Optional.empty();
    private Optional<MemoryUse> last = Optional.empty();
    private long largestHeap;
    private long largestResident;

    void see(MemoryUse use) {
        first = first.or(() -> Optional.of(use));
        last = Optional.of(use);
        largestHeap = Math.max(largestHeap, use.heapMiB());
        largestResident = Math.max(largestResident, use.residentMiB());
    }

    /** @return nothing for a run that made no step */
    Map<String, Object> described(Path run) {
        Map<String, Object> fields = new LinkedHashMap<>();
        first.ifPresent(use -> {
            fields.put("first", use);
            fields.put("last", last.orElseThrow());
            fields.put("largestHeapMiB", largestHeap);
            fields.put("largestResidentMiB", largestResident);
            fields.put("log", run.resolve(MemoryLog.FILE).toString());
        });
        return fields;
    }
}
