//! Short-lived AWS credentials of any role, over as many hops as it takes.
