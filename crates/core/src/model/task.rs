use crate::clock::Timestamp;
use crate::json::object;
use crate::model::{ObjectType, TaskPriority, TaskStatus, TaskType};

object! {
    /// `metadata` of a TASK. It is due at `engagement.timestamp` and assigned to `engagement.ownerId`.
    pub struct Task {
        /// What is to be done, in HTML.
        body: String = "body";
        /// Its title.
        subject: String = "subject";
        /// How far it came.
        status: TaskStatus = "status";
        /// The kind of record it is about.
        for_object_type: ObjectType = "forObjectType";
        /// The kind of task.
        task_type: TaskType = "taskType";
        /// Its priority.
        priority: TaskPriority = "priority";
        /// When the assignee is reminded.
        reminders: Vec<Timestamp> = "reminders";
        /// Whether the default reminder is sent.
        send_default_reminder: bool = "sendDefaultReminder";
        /// Whether it is due on a day rather than at a time.
        is_all_day: bool = "isAllDay";
        /// When it was done.
        completion_date: Timestamp = "completionDate", read_only;
    }
}
