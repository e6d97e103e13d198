import { schedules } from './schedules.ts'

export const roleAssignmentSchedules = schedules('Assignment')
