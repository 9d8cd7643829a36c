package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;

/** A bundle that training wrote: heads, recipe, parent and figures stay as they are. */
final class BundleDraft {
    private BundleDraft() {}

    static Draft of(ModelBundle trained, PublishSettings settings) {
        Manifest manifest = trained.manifest();
        manifest = settings.modelId().map(manifest::withModelId).orElse(manifest);
        if (manifest.training().isPresent()) {
            manifest = manifest.withTraining(published(manifest.training().get(), settings));
        }
        manifest = manifest.withPrecision(settings.precision());
        return new Draft(new ModelBundle(manifest, trained.tensors()), manifest.metrics());
    }

    private static Training published(Training training, PublishSettings settings) {
        return new Training(
                training.data(),
                training.pictures(),
                training.seed(),
                training.epochs(),
                training.command() + " && " + Commands.publish(settings),
                training.details());
    }
}
