//! Programs that are not ours, starting rolehop or answering it.
